package io.millrace.standalone.parts;

import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.HomeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The processes that run on a home directory. */
public final class Processes {
  private static final Path PROC = Path.of("/proc");

  private Processes() {}

  /** The process that runs a part, if any. */
  public static Optional<ProcessHandle> owner(Home home, Part part) {
    return HomeLock.owner(home, part.wireName());
  }

  /** The processes that run the parts, without their children. */
  public static List<ProcessHandle> owners(Home home) {
    return Arrays.stream(Part.values())
        .flatMap(part -> owner(home, part).stream())
        .distinct()
        .toList();
  }

  /** The resident memory of a process in bytes; 0 if the system does not report it. */
  public static long residentBytes(ProcessHandle process) {
    Path status = PROC.resolve(Long.toString(process.pid())).resolve("status");
    try {
      return Files.exists(status) ? fromProc(status) : fromPs(process.pid());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  private static long fromProc(Path status) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return kibibytes(line.substring("VmRSS:".length()).replace("kB", ""));
      }
    }
    return 0;
  }

  private static long fromPs(long pid) throws IOException {
    var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
    try (var lines = ps.inputReader()) {
      String line = lines.readLine();
      return line == null ? 0 : kibibytes(line);
    }
  }

  private static long kibibytes(String text) {
    return Long.parseLong(text.strip()) * 1024;
  }
}
