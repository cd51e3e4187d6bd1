package org.dora4j.model.file;

/**
 * A model file that cannot be used: one sentence that says which file, what is wrong, what to do.
 */
public class ModelFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelFileException(String message) {
    super(message);
  }

  public ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
