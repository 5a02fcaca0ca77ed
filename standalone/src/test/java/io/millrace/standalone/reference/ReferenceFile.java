package io.millrace.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.docs.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a file of {@code docs/reference} with the code, or writes it. */
public final class ReferenceFile {
  static final Path DIRECTORY = Checkout.root().resolve("docs/reference");

  private static final boolean WRITE = Boolean.getBoolean("millrace.reference.write");

  private ReferenceFile() {}

  /** Requires that a file has this text, or gives it the text where the files are to be written. */
  public static void check(String name, String text) throws IOException {
    Path file = DIRECTORY.resolve(name);
    if (WRITE) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, text);
    }
    assertThat(file).exists();
    assertThat(Files.readString(file))
        .as(
            "docs/reference/%s differs from the code; CONTRIBUTING.md, Add a page, says how to"
                + " write it again",
            name)
        .isEqualTo(text);
  }
}
