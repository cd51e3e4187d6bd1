package org.dora4j.cli.doctor;

import java.util.List;
import java.util.Set;
import org.dora4j.torch.CpuInfo;
import org.dora4j.torch.Natives;

/** The CPU's name, cores and the instructions that decide its speed. */
final class CpuCheck implements Check {
  private static final List<String> FAST =
      List.of("avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16");

  @Override
  public boolean needsLibtorch() {
    return true;
  }

  @Override
  public Finding look() {
    Set<String> flags = CpuInfo.flags();
    List<String> present = FAST.stream().filter(flags::contains).toList();
    String text =
        "%s, %d cores, %d threads in use%s"
            .formatted(
                CpuInfo.model(),
                CpuInfo.physicalCores(),
                Natives.cpuThreads(),
                present.isEmpty() ? "" : " (" + String.join(", ", present) + ")");
    if (Natives.cpuNote().contains("traps")) {
      return Finding.slow("CPU", text, Natives.cpuNote());
    }
    boolean x86 = System.getProperty("os.arch").matches("amd64|x86_64");
    if (x86 && !flags.isEmpty() && !flags.contains("avx2") && flags.size() > 1) {
      return Finding.slow(
          "CPU",
          text,
          "This CPU (or virtual machine) offers no AVX2: products are several times slower.");
    }
    if (Natives.cpuThreads() < CpuInfo.physicalCores()) {
      return Finding.slow(
          "CPU", text, "OMP_NUM_THREADS leaves cores idle; unset it for full speed.");
    }
    return Finding.good(
        "CPU", text + (Natives.cpuNote().isEmpty() ? "" : ". " + Natives.cpuNote()));
  }
}
