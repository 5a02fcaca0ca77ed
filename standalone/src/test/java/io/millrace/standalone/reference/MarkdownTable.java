package io.millrace.standalone.reference;

import java.util.Collections;

/** A table in Markdown. */
final class MarkdownTable {
  private final StringBuilder text = new StringBuilder();

  MarkdownTable(String... head) {
    row(head);
    row(Collections.nCopies(head.length, "---").toArray(String[]::new));
  }

  /** Adds a row; what would end a cell early is escaped. */
  MarkdownTable row(String... cells) {
    text.append('|');
    for (String cell : cells) {
      text.append(' ').append(cell.replace("|", "\\|").replaceAll("\\s+", " ").strip());
      text.append(" |");
    }
    text.append('\n');
    return this;
  }

  /** In the font of code, or empty where there is nothing. */
  static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
