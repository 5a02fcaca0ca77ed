package io.millrace.standalone;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real input that lies beside the repository; a test that needs it is skipped without it. */
public final class RealData {
  private static final Path WEBLOG = Path.of("shared", "data", "weblog", "access.log.gz");

  private RealData() {}

  /** A web server log of 10,000 lines. */
  public static Path weblog() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(WEBLOG))) {
        return at.resolve(WEBLOG);
      }
    }
    assumeTrue(false, "there is no " + WEBLOG + " beside the repository");
    return WEBLOG;
  }
}
