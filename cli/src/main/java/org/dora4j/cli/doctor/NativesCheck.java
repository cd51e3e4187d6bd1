package org.dora4j.cli.doctor;

import org.dora4j.torch.Natives;
import org.dora4j.torch.TorchException;

/** Whether libtorch loads, for which device it was built, and which library multiplies matrices. */
final class NativesCheck implements Check {
  static final String SUBJECT = "libtorch";

  @Override
  public Finding look() {
    try {
      Natives.load();
    } catch (TorchException e) {
      return Finding.broken(SUBJECT, String.valueOf(e.getMessage()), "");
    }
    String libtorch =
        "libtorch " + Natives.version() + (Natives.forCuda() ? " for CUDA" : " for the CPU");
    return Natives.usesMkl()
        ? Finding.good(SUBJECT, libtorch + ", with MKL")
        : Finding.slow(
            SUBJECT,
            libtorch + ", with OpenBLAS",
            "On x86-64 MKL is several times faster at attention: put org.bytedeco's mkl jars on the class path.");
  }
}
