package io.millrace.standalone.imports;

import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.EventSender;
import io.millrace.standalone.api.FreshnessStatus;
import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of {@code millrace import}: reads files, sends their events, waits, prints a summary. */
public final class FileImport {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ApiClient api;
  private final String key;
  private final PrintWriter out;
  private final boolean terminal;

  /**
   * @param key with the scope import
   * @param terminal whether a progress bar may be redrawn
   */
  public FileImport(ApiClient api, String key, PrintWriter out, boolean terminal) {
    this.api = api;
    this.key = key;
    this.out = out;
    this.terminal = terminal;
  }

  /** Imports web server logs; true once everything is visible. */
  public boolean accessLogs(List<Path> files) throws InterruptedException {
    return run(files, new AccessLogSource());
  }

  /** Imports files of events as JSON lines; true once everything is visible. */
  public boolean ndjson(List<Path> files) throws InterruptedException {
    return run(files, new NdjsonSource());
  }

  private boolean run(List<Path> files, ImportSource source) throws InterruptedException {
    var tally = new ImportTally();
    var eventSender = new EventSender(api, "/v1/events?import=true");
    for (Path file : files) {
      read(file, source, tally, eventSender);
    }
    long acknowledged = System.currentTimeMillis();
    List<String> behind = new FreshnessStatus(api, key).await(acknowledged, PATIENCE);
    summary(tally, behind);
    return behind.isEmpty();
  }

  private void read(Path file, ImportSource source, ImportTally tally, EventSender eventSender)
      throws InterruptedException {
    out.printf("Importing %s to %s%n", file, api.url());
    out.flush();
    var progress = new ProgressLine(out, terminal);
    try (var lines = new LineReader(file);
        var queues = new ParallelSender(eventSender, key, tally)) {
      for (String line = next(file, lines); line != null; line = next(file, lines)) {
        take(line, lines.number(), source, tally, queues);
        String note = eventSender.isRetrying() ? "waiting for " + api.url() : "";
        progress.show(lines.progress(), tally.sums().answered(), note);
      }
      queues.finish();
      progress.done(tally.sums().answered());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void take(
      String line, long number, ImportSource source, ImportTally tally, ParallelSender queues)
      throws InterruptedException {
    try {
      var event = source.event(line, number);
      if (event.isPresent()) {
        tally.read(event.get());
        queues.send(event.get());
      }
    } catch (MalformedLine e) {
      tally.rejected(number, e.reason());
    }
  }

  private static @Nullable String next(Path file, LineReader lines) {
    try {
      return lines.next();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static CommandException unreadable(Path file, IOException e) {
    return new CommandException(
        "%s cannot be read to its end (%s)".formatted(file, e.getMessage()));
  }

  private void summary(ImportTally tally, List<String> behind) {
    ImportTally.Sums sums = tally.sums();
    out.printf("accepted   %,10d%n", sums.accepted());
    out.printf("duplicate  %,10d%n", sums.duplicate());
    out.printf(
        "late       %,10d  (after a later line of their file; counted where they belong)%n",
        sums.late());
    out.printf("rejected   %,10d%n", sums.rejected());
    tally.reasons().forEach(reason -> out.println("  " + reason));
    out.println(
        behind.isEmpty()
            ? "Everything is visible: live, in the rollups and in the events."
            : "Not everything is visible yet in: " + String.join(", ", behind) + ".");
    out.flush();
  }
}
