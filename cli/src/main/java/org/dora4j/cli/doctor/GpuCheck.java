package org.dora4j.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dora4j.torch.Cuda;

/** GPUs that libtorch can use, or the reason why it cannot. */
final class GpuCheck implements Check {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  @Override
  public Finding look() {
    int count = Cuda.count();
    if (count > 0) {
      return Finding.good("GPU", count == 1 ? "one GPU (cuda:0)" : count + " GPUs (cuda:0 and up)");
    }
    return Files.exists(DRIVER)
        ? Finding.slow(
            "GPU",
            "an NVIDIA driver is installed, but these natives compute on the CPU only",
            "Put org.bytedeco's pytorch jar with the classifier linux-x86_64-gpu and CUDA 13's libraries on the class path.")
        : Finding.good("GPU", "none; training runs on the CPU");
  }
}
