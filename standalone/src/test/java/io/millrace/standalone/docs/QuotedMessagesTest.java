package io.millrace.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on troubleshooting quotes messages; who rewords one has to reword the page. */
class QuotedMessagesTest {
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** What stands for a value on the page: words in capitals (with a path behind), numbers, dots. */
  private static final Pattern VALUE =
      Pattern.compile("\\b[A-Z]+\\b(?:[./:]\\w+)*|[0-9]+|\\.\\.\\.");

  /** Shorter pieces say nothing. */
  private static final int LEAST_LETTERS = 5;

  private static final Pattern JOINED_STRINGS = Pattern.compile("\"\\s*\\+\\s*\"");

  @Test
  void everyMessageOfTheTroubleshootingPageIsOneOfTheCode() {
    String code = code();
    List<String> messages = messages();
    assertThat(messages).hasSizeGreaterThan(20);
    assertThat(messages)
        .allSatisfy(message -> assertThat(pieces(message)).isNotEmpty().allMatch(code::contains));
  }

  private static List<String> messages() {
    Path page = Checkout.root().resolve("docs/operate/troubleshooting.md");
    return MarkdownPage.read(page).firstCells().stream()
        .flatMap(cell -> QUOTED.matcher(cell).results())
        .map(quoted -> quoted.group(1))
        .filter(quoted -> quoted.contains(" ") && !quoted.startsWith("bin/"))
        .toList();
  }

  private static List<String> pieces(String message) {
    return Arrays.stream(VALUE.split(message))
        .map(String::strip)
        .filter(piece -> piece.length() >= LEAST_LETTERS)
        .toList();
  }

  /** All main sources and scripts, with the parts of a string put together. */
  private static String code() {
    var files = new ArrayList<>(Checkout.mainSources());
    files.add(Checkout.root().resolve("bin/millrace"));
    String all = files.stream().map(Checkout::read).collect(Collectors.joining("\n"));
    return JOINED_STRINGS.matcher(all).replaceAll("");
  }
}
