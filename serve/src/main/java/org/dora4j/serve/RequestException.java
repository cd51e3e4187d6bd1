package org.dora4j.serve;

/** A request that cannot be answered: one sentence for whoever sent it, and HTTP's status. */
final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int NOT_FOUND = 404;
  static final int WRONG_METHOD = 405;
  static final int TOO_LARGE = 413;
  static final int FAULT = 500;
  static final int BUSY = 503;

  private final int status;
  private final String code;
  private final String field;

  private RequestException(int status, String code, String field, String sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
    this.field = field;
  }

  /**
   * A request that makes no sense.
   *
   * @param field the field of its body that is to blame; empty for none
   */
  static RequestException bad(String field, String sentence) {
    return new RequestException(BAD_REQUEST, "invalid_value", field, sentence);
  }

  /**
   * A failure of another kind.
   *
   * @param code names the kind for programs
   */
  static RequestException of(int status, String code, String sentence) {
    return new RequestException(status, code, "", sentence);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String field() {
    return field;
  }
}
