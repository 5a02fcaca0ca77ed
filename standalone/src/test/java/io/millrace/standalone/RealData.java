package io.millrace.standalone;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real input that lies beside the repository; a test that needs it is skipped without it. */
public final class RealData {
  private static final Path DATA = Path.of("shared", "data");

  private RealData() {}

  /** A web server log of 10,000 lines. */
  public static Path weblog() {
    return file("weblog", "access.log.gz");
  }

  /** 10,000 ad impressions of a policy, {@code random} or {@code bts}: CSV with a header. */
  public static Path openBandit(String policy) {
    return file("openbandit", policy, "men.csv.gz");
  }

  private static Path file(String first, String... more) {
    Path wanted = DATA.resolve(Path.of(first, more));
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(wanted))) {
        return at.resolve(wanted);
      }
    }
    assumeTrue(false, "there is no " + wanted + " beside the repository");
    return wanted;
  }
}
