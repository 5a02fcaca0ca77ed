package io.millrace.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processor time of a process or a thread, from Linux's file {@code stat}.
 *
 * @param name of the process or thread, as truncated by the system
 */
public record ProcessorTime(String name, double micros) {
  private static final double TICK_US = 10_000;

  /** Of the fields after the name. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  /** Throws {@link IOException} if it has ended. */
  public static ProcessorTime read(Path stat) throws IOException {
    String line = Files.readString(stat);
    int end = line.lastIndexOf(')');
    String[] fields = line.substring(end + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    return new ProcessorTime(line.substring(line.indexOf('(') + 1, end), ticks * TICK_US);
  }
}
