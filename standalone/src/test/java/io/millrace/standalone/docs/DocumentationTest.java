package io.millrace.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentationTest {
  private static final int README_BYTES = 5_000;

  @Test
  void everyLinkLeadsToAFileAndAHeadingThatExist() {
    var broken = new ArrayList<String>();
    for (MarkdownPage page : Checkout.pages()) {
      for (String link : page.links()) {
        if (!link.contains("://") && !leadsSomewhere(page, link)) {
          broken.add(page.name() + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs", "docs/guide", "docs/operate", "docs/reference", "docs/design"})
  void theReadmeOfADirectoryLinksToEachPageOfIt(String directory) {
    List<MarkdownPage> pages = Checkout.pages(directory);
    List<String> links = MarkdownPage.read(Checkout.root().resolve(directory, "README.md")).links();
    assertThat(pages)
        .extracting(page -> String.valueOf(page.file().getFileName()))
        .filteredOn(name -> !name.equals("README.md"))
        .allSatisfy(name -> assertThat(links).contains(name));
  }

  @Test
  void theReadmeIsShort() {
    String readme = Checkout.read(Checkout.root().resolve("README.md"));
    assertThat(readme.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(README_BYTES);
  }

  private static boolean leadsSomewhere(MarkdownPage page, String link) {
    String[] parts = link.split("#", 2);
    Path from = page.file();
    Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1 || MarkdownPage.read(target).anchors().contains(parts[1]);
  }
}
