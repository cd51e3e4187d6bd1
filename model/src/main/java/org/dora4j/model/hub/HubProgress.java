package org.dora4j.model.hub;

/** Hears how far a download is. */
@FunctionalInterface
public interface HubProgress {

  /** Hears nothing. */
  HubProgress NONE = (file, done, total) -> {};

  /**
   * Called at the beginning of a file, about once per MiB, and at its end.
   *
   * @param file its name in the repository
   * @param done bytes that are here, those of an earlier attempt included
   * @param total bytes of the file
   */
  void report(String file, long done, long total);
}
