package io.millrace.service.ingest;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import org.jspecify.annotations.Nullable;

/** Whether a request is declared as an import: an invalid value must not count as "no". */
final class ImportFlag {
  private ImportFlag() {}

  static boolean declared(@Nullable String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case null -> false;
      default ->
          throw new FailureException(
              new Failure.Malformed(
                  "import must be true or false, but was '%s'".formatted(word), "import"));
    };
  }
}
