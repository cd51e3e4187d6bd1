package org.dora4j.model.torchfile;

/** Why a pickle cannot be read: half a sentence that follows the file's name. */
final class PickleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PickleException(String message) {
    super(message);
  }
}
