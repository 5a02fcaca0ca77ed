package io.millrace.standalone.reference;

import java.util.List;

/** The list of pages, which is a page itself. */
final class ReferencePages {
  private static final List<Entry> PAGES =
      List.of(
          new Entry("command-line.md", "Command line", "commands, options, environment."),
          new Entry("settings.md", "Settings of the service", "with their defaults."),
          new Entry(
              "sink-settings.md", "Settings of the ClickHouse sink", "for any Connect worker."),
          new Entry("http.md", "HTTP API", "every path in a line."),
          new Entry("errors.md", "Errors", "problem types, reasons and causes."),
          new Entry("limits.md", "Limits", "the ceilings that are built in."),
          new Entry("metrics.md", "Metrics", "what `/metrics` shows."),
          new Entry("topics.md", "Topics", "retention, and the fields of records."),
          new Entry("stores.md", "State stores", "keys and values."),
          new Entry("tables.md", "ClickHouse tables", "engines, keys and columns."));

  private record Entry(String file, String title, String about) {
    private String line() {
      return "- [%s](%s): %s\n".formatted(title, file, about);
    }
  }

  private ReferencePages() {}

  /** The first lines of a page. */
  static StringBuilder begin(String file) {
    String title =
        PAGES.stream()
            .filter(entry -> entry.file().equals(file))
            .map(Entry::title)
            .findFirst()
            .orElseThrow();
    return new StringBuilder("# %s\n\nGenerated from the code.\n\n".formatted(title));
  }

  /** The page that lists them. */
  static String list() {
    var page =
        new StringBuilder(
            """
            # Reference

            These pages are generated from the code, and a test fails where they differ from it.

            """);
    PAGES.forEach(entry -> page.append(entry.line()));
    return page.toString();
  }

  /** The names of all files. */
  static List<String> files() {
    return PAGES.stream().map(Entry::file).toList();
  }
}
