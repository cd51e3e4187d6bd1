package org.dora4j.torch.fused;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.dora4j.torch.CudaStream;
import org.dora4j.torch.TorchException;

/** Kernels from resources on the GPU at hand; each module is loaded once a process. */
final class KernelCompiler {

  /** Tensor cores in TF32, and bf16 conversions in one instruction. */
  private static final int LEAST_CAPABILITY = 80;

  private static final Map<Integer, Integer> CAPABILITIES = new ConcurrentHashMap<>();
  private static final Map<String, CUmod_st> MODULES = new ConcurrentHashMap<>();

  private KernelCompiler() {}

  /** Whether the GPU is new enough, and CUDA's runtime answers. */
  static boolean supports(int device) {
    return capabilityOf(device) >= LEAST_CAPABILITY;
  }

  private static int capabilityOf(int device) {
    return CAPABILITIES.computeIfAbsent(device, KernelCompiler::capability);
  }

  private static int capability(int device) {
    try {
      int[] major = new int[1];
      int[] minor = new int[1];
      check(
          cudart.cudaDeviceGetAttribute(major, cudart.cudaDevAttrComputeCapabilityMajor, device),
          "asking for the GPU's capability");
      check(
          cudart.cudaDeviceGetAttribute(minor, cudart.cudaDevAttrComputeCapabilityMinor, device),
          "asking for the GPU's capability");
      return 10 * major[0] + minor[0];
    } catch (LinkageError | TorchException e) {
      Kernels.giveUp("CUDA's runtime cannot be called: " + e.getMessage());
      return 0;
    }
  }

  /** A function of a resource. */
  static CUfunc_st function(String file, String function, KernelForm form, int device) {
    String[] options = form.options(capabilityOf(device));
    String key = file + String.join(" ", options) + device;
    CUmod_st module =
        MODULES.computeIfAbsent(
            key, missing -> load(file, KernelCode.shared().of(file, options), device));
    CUfunc_st found = new CUfunc_st();
    found.retainReference();
    check(cudart.cuModuleGetFunction(found, module, function), "finding the kernel " + function);
    return found;
  }

  /** Compiles a resource, unless that has been done, and loads nothing onto the GPU. */
  static void compile(String file, KernelForm form, int device) {
    if (supports(device)) {
      KernelCode.shared().of(file, form.options(capabilityOf(device)));
    }
  }

  private static CUmod_st load(String file, byte[] code, int device) {
    CudaStream.use(device);
    try (BytePointer bytes = new BytePointer(code)) {
      CUmod_st module = new CUmod_st();
      module.retainReference();
      check(cudart.cuModuleLoadData(module, bytes), "loading the kernel " + file);
      return module;
    }
  }

  static void check(int status, String doing) {
    if (status != 0) {
      throw new TorchException("CUDA reports status " + status + " when " + doing + ".");
    }
  }
}
