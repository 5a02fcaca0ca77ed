package io.millrace.standalone.imports;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * The progress of an import: a bar that is redrawn on a terminal, a plain line now and then
 * elsewhere.
 */
final class ProgressLine {
  private static final int WIDTH = 30;
  private static final Duration ON_TERMINAL = Duration.ofMillis(100);
  private static final Duration ELSEWHERE = Duration.ofSeconds(2);

  private final PrintWriter out;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private long next = started;

  ProgressLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    if (!terminal) {
      next += ELSEWHERE.toNanos();
    }
  }

  /** Shows the progress, at a limited rate. */
  void show(double part, long events, String note) {
    if (System.nanoTime() >= next) {
      next = System.nanoTime() + (terminal ? ON_TERMINAL : ELSEWHERE).toNanos();
      print(part, events, note);
    }
  }

  /** Shows the end. */
  void done(long events) {
    if (terminal) {
      print(1, events, "");
      out.println();
    }
  }

  private void print(double part, long events, String note) {
    double seconds = Math.max(0.001, (System.nanoTime() - started) / 1e9);
    String figures = "%3.0f%%  %,d events  %,.0f/s".formatted(part * 100, events, events / seconds);
    String text = note.isEmpty() ? figures : figures + "  " + note;
    if (terminal) {
      int filled = (int) Math.round(part * WIDTH);
      // The trailing blanks overwrite a longer previous line.
      out.print(
          "\r[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + text + "          ");
    } else {
      out.println(text);
    }
    out.flush();
  }
}
