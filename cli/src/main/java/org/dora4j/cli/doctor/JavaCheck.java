package org.dora4j.cli.doctor;

import org.dora4j.torch.Memory;

/** The Java runtime and its heap, which holds data sets; weights and tensors live outside it. */
final class JavaCheck implements Check {
  private static final long SMALL_HEAP = 1L << 30;

  @Override
  public Finding look() {
    long heap = Runtime.getRuntime().maxMemory();
    String text =
        "%s, %s, heap up to %s"
            .formatted(Runtime.version(), System.getProperty("java.vm.name"), Memory.format(heap));
    return heap < SMALL_HEAP
        ? Finding.slow(
            "Java",
            text,
            "Large data sets may not fit: set DORA4J_JAVA_OPTS=-Xmx4g or more if the machine has it.")
        : Finding.good("Java", text);
  }
}
