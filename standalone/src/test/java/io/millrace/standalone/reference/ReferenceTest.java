package io.millrace.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages that need a running product are compared where one runs. */
class ReferenceTest {
  @Test
  void thePagesAreWhatTheCodeSays() throws IOException {
    ReferenceFile.check("README.md", ReferencePages.list());
    ReferenceFile.check("command-line.md", CommandLinePage.text());
    ReferenceFile.check("settings.md", SettingsPage.text());
    ReferenceFile.check("sink-settings.md", SinkSettingsPage.text());
    ReferenceFile.check("http.md", HttpPage.text());
    ReferenceFile.check("errors.md", ErrorsPage.text());
    ReferenceFile.check("limits.md", LimitsPage.text());
    ReferenceFile.check("topics.md", TopicsPage.text());
  }

  @Test
  void thereAreNoOtherPages() throws IOException {
    List<String> expected = new ArrayList<>(ReferencePages.files());
    expected.add("README.md");
    try (var files = Files.list(ReferenceFile.DIRECTORY)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }
}
