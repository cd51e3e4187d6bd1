package org.dora4j.torch.fused;

import java.nio.charset.StandardCharsets;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.dora4j.torch.TorchException;

/** NVIDIA's compiler as a library. */
final class NvrtcCompiler implements KernelCode.Compiler {

  @Override
  public String version() {
    int[] major = new int[1];
    int[] minor = new int[1];
    require(nvrtc.nvrtcVersion(major, minor), "anything");
    return "NVRTC " + major[0] + "." + minor[0];
  }

  @Override
  public byte[] compile(String name, String source, String... options) {
    _nvrtcProgram program = new _nvrtcProgram();
    try (BytePointer text = new BytePointer(source, StandardCharsets.UTF_8);
        BytePointer file = new BytePointer(name + ".cu", StandardCharsets.UTF_8);
        PointerPointer<BytePointer> none = null;
        PointerPointer<BytePointer> flags = new PointerPointer<>(options)) {
      require(nvrtc.nvrtcCreateProgram(program, text, file, 0, none, none), name);
      try {
        int status = nvrtc.nvrtcCompileProgram(program, options.length, flags);
        if (status != nvrtc.NVRTC_SUCCESS) {
          throw new TorchException("The kernel " + name + " does not compile: " + log(program));
        }
        return code(program, name);
      } finally {
        nvrtc.nvrtcDestroyProgram(program);
      }
    }
  }

  private static byte[] code(_nvrtcProgram program, String name) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      require(nvrtc.nvrtcGetCUBINSize(program, size), name);
      try (BytePointer code = new BytePointer(size.get())) {
        require(nvrtc.nvrtcGetCUBIN(program, code), name);
        byte[] bytes = new byte[Math.toIntExact(size.get())];
        code.get(bytes);
        return bytes;
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

  private static void require(int status, String file) {
    if (status != nvrtc.NVRTC_SUCCESS) {
      throw new TorchException("NVRTC cannot compile " + file + " (status " + status + ").");
    }
  }
}
