package org.dora4j.torch;

/** What libtorch refused, in one sentence; the native stack is left out of the message. */
public class TorchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TorchException(String message) {
    super(message);
  }

  public TorchException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Turns a C++ exception as JavaCPP raises it into ours: the first line is for people. */
  static RuntimeException from(RuntimeException raised) {
    if (raised instanceof TorchException) {
      return raised;
    }
    String message = raised.getMessage() == null ? raised.toString() : raised.getMessage();
    if (message.contains("out of memory") || message.contains("can't allocate memory")) {
      return OutOfMemoryException.of(message, raised);
    }
    int end = message.indexOf('\n');
    return new TorchException(end < 0 ? message : message.substring(0, end), raised);
  }
}
