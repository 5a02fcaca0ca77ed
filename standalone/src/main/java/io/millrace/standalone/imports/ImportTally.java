package io.millrace.standalone.imports;

import io.millrace.standalone.api.EventResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results of the lines of an import so far. Every line is in exactly one of the sums. */
final class ImportTally {
  /** How many rejected lines are listed per reason; further ones are only counted. */
  static final int EXAMPLES = 5;

  private long accepted;
  private long duplicate;
  private long late;
  private long rejected;
  private long latest = Long.MIN_VALUE;
  private final Map<String, Rejections> reasons = new LinkedHashMap<>();

  /** Lines that were rejected for one reason. */
  private static final class Rejections {
    private long count;
    private final List<Long> lines = new ArrayList<>();
  }

  /** Records an event in the order of the file. */
  synchronized void read(ImportedEvent event) {
    if (event.occurredAt() < latest) {
      late++;
    }
    latest = Math.max(latest, event.occurredAt());
  }

  synchronized void answered(ImportedEvent event, EventResult result) {
    switch (result.kind()) {
      case ACCEPTED -> accepted++;
      case DUPLICATE -> duplicate++;
      case QUARANTINED -> reject(event.line(), reason(result));
    }
  }

  synchronized void rejected(long line, String reason) {
    reject(line, reason);
  }

  synchronized Sums sums() {
    return new Sums(accepted, duplicate, late, rejected);
  }

  /** One line per reason: how many, and the first line numbers. */
  synchronized List<String> reasons() {
    var lines = new ArrayList<String>();
    reasons.forEach(
        (reason, rejections) -> {
          String more = rejections.count > EXAMPLES ? ", ..." : "";
          String numbers =
              String.join(", ", rejections.lines.stream().map(String::valueOf).toList());
          lines.add("%,d: %s (line %s%s)".formatted(rejections.count, reason, numbers, more));
        });
    return lines;
  }

  /**
   * The sums of an import.
   *
   * @param late accepted and duplicate events that come after a later one in the file
   */
  record Sums(long accepted, long duplicate, long late, long rejected) {
    long answered() {
      return accepted + duplicate + rejected;
    }
  }

  private static String reason(EventResult result) {
    return result.detail().isEmpty() ? result.reason() : result.reason() + ": " + result.detail();
  }

  private void reject(long line, String reason) {
    rejected++;
    Rejections rejections = reasons.computeIfAbsent(reason, _ -> new Rejections());
    rejections.count++;
    if (rejections.lines.size() < EXAMPLES) {
      rejections.lines.add(line);
    }
  }
}
