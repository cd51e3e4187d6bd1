package org.dora4j.cli.doctor;

/**
 * What was found out about one part of the machine.
 *
 * @param subject the part, in a word or two
 * @param status how it is
 * @param text what was found
 * @param advice what to do about it; empty where nothing needs doing
 */
public record Finding(String subject, Status status, String text, String advice) {

  /** How a part is. */
  public enum Status {
    /** As it should be. */
    GOOD,
    /** Works, but something would be slow or may run short. */
    SLOW,
    /** Does not work. */
    BROKEN
  }

  static Finding good(String subject, String text) {
    return new Finding(subject, Status.GOOD, text, "");
  }

  static Finding slow(String subject, String text, String advice) {
    return new Finding(subject, Status.SLOW, text, advice);
  }

  static Finding broken(String subject, String text, String advice) {
    return new Finding(subject, Status.BROKEN, text, advice);
  }
}
