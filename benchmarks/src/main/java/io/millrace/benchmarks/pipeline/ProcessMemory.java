package io.millrace.benchmarks.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The memory of a process, from Linux; 0 if the system does not report it. */
final class ProcessMemory {
  private ProcessMemory() {}

  /** The peak so far, in MiB. */
  static long peakMegabytes(long pid) {
    return megabytes(pid, "VmHWM:");
  }

  /** The current resident memory, in MiB. */
  static long residentMegabytes(long pid) {
    return megabytes(pid, "VmRSS:");
  }

  private static long megabytes(long pid, String figure) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      for (String line : Files.exists(status) ? Files.readAllLines(status) : List.<String>of()) {
        if (line.startsWith(figure)) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
