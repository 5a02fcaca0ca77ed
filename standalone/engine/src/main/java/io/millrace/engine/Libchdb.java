package io.millrace.engine;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Locates the engine's library. */
public final class Libchdb {
  /** The environment variable and system property with the path of the file. */
  public static final String VARIABLE = "MILLRACE_LIBCHDB";

  static final String PROPERTY = "millrace.libchdb";
  private static final Path INSTALLED =
      Path.of("node_modules", "@chdb", "lib-linux-x64-gnu", "libchdb.so");

  private Libchdb() {}

  /** The configured file, or the one that the build has fetched, if any. */
  public static Optional<Path> find() {
    String named = System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, ""));
    if (!named.isBlank()) {
      return Optional.of(Path.of(named)).filter(Files::isRegularFile);
    }
    return above(codeLocation()).or(() -> above(Path.of("").toAbsolutePath()));
  }

  /** The message for an operator whose machine has no library. */
  public static String missing() {
    return "The embedded ClickHouse needs libchdb 26.7.3, which is fetched for Linux on x86-64;"
        + " this is "
        + System.getProperty("os.name", "?")
        + " on "
        + System.getProperty("os.arch", "?").toLowerCase(Locale.ROOT)
        + ". Set "
        + VARIABLE
        + " to the path of a libchdb, or give --clickhouse-url with a real server.";
  }

  private static Optional<Path> above(Path start) {
    for (Path at = start; at != null; at = at.getParent()) {
      for (Path candidate :
          new Path[] {at.resolve(INSTALLED), at.resolve("standalone").resolve(INSTALLED)}) {
        if (Files.isRegularFile(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private static Path codeLocation() {
    try {
      return Path.of(Libchdb.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the code has no place", e);
    }
  }
}
