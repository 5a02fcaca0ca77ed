package io.millrace.connect.clickhouse;

import com.clickhouse.client.api.ServerException;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Separates errors that a retry can resolve from those that need the operator. */
final class ErrorClassifier {
  /**
   * ClickHouse's codes of errors that waiting does not resolve: unknown columns, tables, databases
   * and settings, syntax, types, wrong users and missing permissions.
   */
  private static final Set<Integer> LASTING =
      Set.of(
          6, 8, 10, 16, 26, 27, 33, 36, 43, 44, 46, 47, 50, 53, 60, 62, 69, 70, 72, 81, 115, 117,
          131, 164, 192, 193, 194, 195, 291, 349, 497, 516);

  /**
   * The codes of errors that a single row can cause: bytes that cannot be read, values out of
   * range, violated constraints, and errors in expressions of defaults and materialized views.
   */
  private static final Set<Integer> OF_ROWS =
      Set.of(
          6, 26, 27, 32, 33, 34, 38, 41, 69, 70, 72, 117, 128, 131, 153, 321, 349, 395, 407, 440,
          469, 675, 676);

  private static final Pattern TYPES_DIFFER = Pattern.compile("Type of '.*' must be");

  private ErrorClassifier() {}

  /**
   * Returns the error to retry on; throws permanent ones immediately, with a message for the
   * operator.
   */
  static RetriableClickHouseException classify(String what, boolean ofInsert, Throwable fault) {
    ServerException refusal = refusal(fault);
    if (refusal != null && TYPES_DIFFER.matcher(String.valueOf(refusal.getMessage())).find()) {
      throw changed(String.valueOf(refusal.getMessage()));
    }
    if (refusal != null && ofInsert && OF_ROWS.contains(refusal.getCode())) {
      throw new InsertRejectedException(sentence(what, refusal), fault);
    }
    if (refusal != null && LASTING.contains(refusal.getCode())) {
      throw new ConnectException(sentence(what, refusal), fault);
    }
    if (fault instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new RetriableClickHouseException(
        "%s failed: %s".formatted(what, first(fault).getMessage()), fault);
  }

  /** For a table that has changed since it was described: a new task describes it again. */
  static ConnectException changed(String how) {
    return new ConnectException("a table was changed, so restart the task: " + how);
  }

  private static String sentence(String what, ServerException refusal) {
    return "ClickHouse refused %s (code %d): %s"
        .formatted(what, refusal.getCode(), refusal.getMessage());
  }

  /** The root cause, such as a refused connection. */
  private static Throwable first(Throwable fault) {
    Throwable first = fault;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first;
  }

  private static @Nullable ServerException refusal(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerException refusal) {
        return refusal;
      }
    }
    return null;
  }
}
