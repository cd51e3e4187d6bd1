package org.dora4j.cli.doctor;

import java.util.Locale;
import java.util.Optional;
import org.dora4j.torch.Cuda;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Natives;
import org.dora4j.torch.NvidiaDriver;
import org.dora4j.train.bench.MatrixRate;

/** GPUs that libtorch can use, each tried with a product, or the reason why it cannot. */
final class GpuCheck implements Check {
  private static final String SUBJECT = "GPU";
  private static final int SIZE = 4096;
  private static final double TOLERANCE = 0.5;

  @Override
  public boolean needsLibtorch() {
    return true;
  }

  @Override
  public Finding look() {
    int count = Cuda.count();
    Optional<NvidiaDriver> driver = NvidiaDriver.find();
    if (count > 0) {
      return tried(count, driver);
    }
    return driver
        .flatMap(found -> Cuda.problem())
        .map(sentence -> Finding.broken(SUBJECT, sentence, ""))
        .orElseGet(() -> absent(Natives.forCuda(), driver));
  }

  /**
   * Why there is no GPU.
   *
   * @param forCuda whether libtorch was built for CUDA
   */
  static Finding absent(boolean forCuda, Optional<NvidiaDriver> driver) {
    if (driver.isEmpty()) {
      return forCuda
          ? Finding.slow(
              SUBJECT,
              "libtorch is the one for CUDA, but there is no NVIDIA driver that answers; training runs on the CPU",
              "Install NVIDIA's driver %d or newer (in a container: start it with its GPUs), or run './dora4j setup --cpu'."
                  .formatted(NvidiaDriver.CUDA_13))
          : Finding.good(SUBJECT, "none; training runs on the CPU");
    }
    String version = driver.get().version();
    if (!driver.get().runsCuda13()) {
      return Finding.slow(
          SUBJECT,
          "NVIDIA's driver is version %s; training runs on the CPU".formatted(version),
          "CUDA 13 needs driver %d or newer: update it%s."
              .formatted(
                  NvidiaDriver.CUDA_13, forCuda ? "" : ", then run './dora4j setup --cuda'"));
    }
    return forCuda
        ? Finding.broken(
            SUBJECT,
            "NVIDIA's driver %s is there, but it shows libtorch no GPU".formatted(version),
            "See whether nvidia-smi lists one and whether CUDA_VISIBLE_DEVICES hides it.")
        : Finding.slow(
            SUBJECT,
            "NVIDIA's driver %s is there, but this libtorch computes on the CPU only"
                .formatted(version),
            "Run './dora4j setup --cuda' once; it says how much it downloads.");
  }

  private static Finding tried(int count, Optional<NvidiaDriver> driver) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < count; index++) {
      Device device = Device.cuda(index);
      String name = "%s (%s)".formatted(Cuda.name(index), device);
      double error;
      try {
        error = ProductCheck.error(device, DType.BF16);
      } catch (RuntimeException e) {
        return Finding.broken(
            SUBJECT,
            "%s fails at a small product: %s".formatted(name, e.getMessage()),
            "libtorch for CUDA 13 runs on GPUs of compute capability 7.5 or newer; a full GPU fails too, so look at nvidia-smi.");
      }
      if (!(error < TOLERANCE)) {
        return Finding.broken(
            SUBJECT,
            "%s computes a product that is wrong by %.3g".formatted(name, error),
            "Run it again; if it stays wrong, this GPU or its driver is faulty.");
      }
      text.append(index == 0 ? "" : "; ").append(name).append(rate(device));
    }
    driver.ifPresent(found -> text.append(", driver ").append(found.version()));
    return Finding.good(SUBJECT, text.toString());
  }

  private static String rate(Device device) {
    double bf16 = MatrixRate.of(DType.BF16, device, SIZE);
    return String.format(Locale.ROOT, ": %d³ in bf16 at %.0f TFLOP/s", SIZE, bf16 / 1e12);
  }
}
