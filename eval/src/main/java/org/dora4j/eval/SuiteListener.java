package org.dora4j.eval;

/** Hears how an evaluation of several tasks goes, and may end it. */
public interface SuiteListener {

  /** Hears nothing. */
  SuiteListener NONE = new SuiteListener() {};

  /** After every batch, and once for a task that an earlier evaluation has finished. */
  default void onProgress(SuiteProgress progress) {}

  /** Something that the user should know. */
  default void onWarning(String sentence) {}

  /** Asked after every batch; an evaluation that stops keeps what is done. */
  default boolean stops() {
    return false;
  }
}
