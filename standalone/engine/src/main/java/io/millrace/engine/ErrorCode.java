package io.millrace.engine;

import java.util.Set;

/**
 * The codes of ClickHouse errors that the gateway itself raises, and the HTTP status of any code.
 * Source: {@code ErrorCodes.cpp} and {@code exceptionCodeToHTTPStatus.cpp} of ClickHouse.
 */
enum ErrorCode {
  BAD_ARGUMENTS(36),
  NOT_IMPLEMENTED(48),
  SYNTAX_ERROR(62),
  UNKNOWN_COMPRESSION_METHOD(89),
  UNKNOWN_SETTING(115),
  CANNOT_DECOMPRESS(271),
  READONLY(164),
  REQUIRED_PASSWORD(194),
  TOO_MANY_SIMULTANEOUS_QUERIES(202),
  NETWORK_ERROR(210),
  QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING(216),
  ABORTED(236),
  SESSION_NOT_FOUND(372),
  SESSION_IS_LOCKED(373),
  INVALID_SESSION_TIMEOUT(374),
  QUERY_WAS_CANCELLED(394),
  ACCESS_DENIED(497),
  UNKNOWN_ROLE(511),
  AUTHENTICATION_FAILED(516),
  UNKNOWN_EXCEPTION(1002);

  private static final Set<Integer> BAD_REQUEST =
      Set.of(
          6, 15, 16, 25, 26, 27, 36, 38, 41, 43, 44, 53, 62, 72, 117, 125, 167, 168, 170, 321, 376,
          427, 441, 456, 675, 676);
  private static final Set<Integer> NOT_FOUND =
      Set.of(46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511);

  final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  /** The HTTP status that ClickHouse maps an error code to. */
  static int httpStatus(int code) {
    if (BAD_REQUEST.contains(code)) {
      return 400;
    }
    if (NOT_FOUND.contains(code)) {
      return 404;
    }
    return switch (code) {
      case 194 -> 401;
      case 192, 193, 516, 512 -> 403;
      case 159 -> 408;
      case 48 -> 501;
      case 202, 209, 76, 439 -> 503;
      default -> 500;
    };
  }
}
