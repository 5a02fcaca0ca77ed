package io.millrace.standalone.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param file where it is
 * @param text all of it
 */
public record MarkdownPage(Path file, String text) {
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  /**
   * A fenced block.
   *
   * @param line of the page on which its content starts, from 1
   */
  public record Block(int line, String text) {}

  /** Reads a page. */
  public static MarkdownPage read(Path file) {
    return new MarkdownPage(file, Checkout.read(file));
  }

  /** Its path from the root of the checkout. */
  public String name() {
    return Checkout.root().relativize(file).toString();
  }

  /** The fenced blocks of a language, in their order. */
  public List<Block> blocks(String language) {
    return FENCE
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> new Block(lineOf(block.start(2)), block.group(2)))
        .toList();
  }

  private int lineOf(int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  /** The targets of its links and pictures. */
  public List<String> links() {
    String prose = prose().replaceAll("`[^`\n]*`", "");
    return LINK.matcher(prose).results().map(link -> link.group(1)).toList();
  }

  /** The anchors of its headings, as GitHub makes them. */
  public Set<String> anchors() {
    var anchors = new HashSet<String>();
    for (MatchResult heading : headings()) {
      String plain = heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "");
      String anchor = plain.strip().replace(' ', '-');
      String unique = anchor;
      for (int i = 1; !anchors.add(unique); i++) {
        unique = anchor + "-" + i;
      }
    }
    return anchors;
  }

  private List<MatchResult> headings() {
    return HEADING.matcher(prose()).results().toList();
  }

  /** The first cells of the rows of its tables. */
  public List<String> firstCells() {
    var cells = new ArrayList<String>();
    for (String line : prose().split("\n", -1)) {
      if (line.startsWith("| ")) {
        cells.add(line.substring(2, line.indexOf(" |")));
      }
    }
    return cells;
  }

  private String prose() {
    return FENCE.matcher(text).replaceAll("");
  }
}
