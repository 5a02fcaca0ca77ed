package io.millrace.service.connect;

/** Connect responded with an error. */
public final class ConnectRequestException extends Exception {
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final int status;

  /**
   * @param message Connect's, without secrets
   */
  ConnectRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Whether it may succeed shortly: Connect rejects everything while its workers rebalance. */
  boolean rebalancing() {
    return status == CONFLICT || (status >= 500 && message().contains("rebalanc"));
  }

  boolean unknown() {
    return status == NOT_FOUND;
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
