package org.dora4j.cli.doctor;

/** Looks at one part of the machine. */
@FunctionalInterface
interface Check {

  /** What there is to say; an exception means that the part is broken. */
  Finding look();

  /** Whether libtorch must have been loaded for it. */
  default boolean needsLibtorch() {
    return false;
  }
}
