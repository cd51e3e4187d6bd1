package org.dora4j.cli.doctor;

import org.dora4j.torch.Natives;

/** Whether libtorch loads, and which library multiplies matrices. */
final class NativesCheck implements Check {

  @Override
  public Finding look() {
    Natives.load();
    String libtorch = "libtorch " + Natives.version();
    return Natives.usesMkl()
        ? Finding.good("libtorch", libtorch + " with MKL")
        : Finding.slow(
            "libtorch",
            libtorch + " with OpenBLAS",
            "On x86-64 MKL is several times faster at attention: put org.bytedeco's mkl jars on the class path.");
  }
}
