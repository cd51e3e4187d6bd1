package org.dora4j.torch.fused;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.dora4j.torch.TorchException;

/** Compiles kernels from resources with NVRTC for the GPU at hand; each module once a process. */
final class KernelCompiler {

  /** Tensor cores in TF32, and bf16 conversions in one instruction. */
  private static final int LEAST_CAPABILITY = 80;

  private static final Map<Integer, Integer> CAPABILITIES = new ConcurrentHashMap<>();
  private static final Map<String, CUmod_st> MODULES = new ConcurrentHashMap<>();

  private KernelCompiler() {}

  /** Whether the GPU is new enough, and CUDA's runtime answers. */
  static boolean supports(int device) {
    return CAPABILITIES.computeIfAbsent(device, KernelCompiler::capability) >= LEAST_CAPABILITY;
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
  static CUfunc_st function(
      String file, String function, int element, int width, int rank, int device) {
    String[] options = {
      "--gpu-architecture=sm_" + CAPABILITIES.get(device),
      "--std=c++17",
      "-DELEMENT=" + element,
      "-DWIDTH=" + width,
      "-DRANK=" + rank
    };
    String key = file + String.join(" ", options) + device;
    CUmod_st module = MODULES.computeIfAbsent(key, missing -> load(file, options));
    CUfunc_st found = new CUfunc_st();
    found.retainReference();
    check(cudart.cuModuleGetFunction(found, module, function), "finding the kernel " + function);
    return found;
  }

  private static CUmod_st load(String file, String[] options) {
    String source = resource("elements.cuh") + resource("random.cuh") + resource(file + ".cu");
    _nvrtcProgram program = new _nvrtcProgram();
    try (BytePointer text = new BytePointer(source, StandardCharsets.UTF_8);
        BytePointer name = new BytePointer(file + ".cu", StandardCharsets.UTF_8);
        PointerPointer<BytePointer> none = null;
        PointerPointer<BytePointer> flags = new PointerPointer<>(options)) {
      require(nvrtc.nvrtcCreateProgram(program, text, name, 0, none, none), file);
      int status = nvrtc.nvrtcCompileProgram(program, options.length, flags);
      if (status != nvrtc.NVRTC_SUCCESS) {
        throw new TorchException("The kernel " + file + " does not compile: " + log(program));
      }
      return module(program, file);
    }
  }

  private static CUmod_st module(_nvrtcProgram program, String file) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      require(nvrtc.nvrtcGetCUBINSize(program, size), file);
      try (BytePointer code = new BytePointer(size.get())) {
        require(nvrtc.nvrtcGetCUBIN(program, code), file);
        CUmod_st module = new CUmod_st();
        module.retainReference();
        check(cudart.cuModuleLoadData(module, code), "loading the kernel " + file);
        return module;
      }
    }
  }

  private static String log(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      nvrtc.nvrtcGetProgramLogSize(program, size);
      try (BytePointer text = new BytePointer(size.get())) {
        nvrtc.nvrtcGetProgramLog(program, text);
        return text.getString();
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = KernelCompiler.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new TorchException("The kernel " + name + " is missing from the class path.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TorchException("The kernel " + name + " cannot be read.", e);
    }
  }

  private static void require(int status, String file) {
    if (status != nvrtc.NVRTC_SUCCESS) {
      throw new TorchException("NVRTC cannot compile " + file + " (status " + status + ").");
    }
  }

  static void check(int status, String doing) {
    if (status != 0) {
      throw new TorchException("CUDA reports status " + status + " when " + doing + ".");
    }
  }
}
