package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code metrics.md}, from what a running product shows at {@code /metrics}. */
public final class MetricsPage {
  private static final String PREFIX = "millrace_";
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\S+) ?(.*)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  private MetricsPage() {}

  /** The page for an answer of {@code /metrics}. */
  public static String text(String metrics) {
    var help = new TreeMap<String, String>();
    var types = new TreeMap<String, String>();
    var labels = new TreeMap<String, Set<String>>();
    for (String line : metrics.split("\n", -1)) {
      Matcher comment = COMMENT.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (comment.matches()) {
        (comment.group(1).equals("HELP") ? help : types).put(comment.group(2), comment.group(3));
      } else if (sample.matches()) {
        Set<String> names = labels.computeIfAbsent(sample.group(1), _ -> new TreeSet<>());
        LABEL
            .matcher(String.valueOf(sample.group(2)))
            .results()
            .forEach(label -> names.add(label.group(1)));
      }
    }
    StringBuilder page = ReferencePages.begin("metrics.md");
    page.append(
        """
        `GET /metrics` shows these, and those of the JVM, the process, the HTTP server and the log \
        under the names of Micrometer (`jvm_`, `process_`, `http_server_`, `logback_`). \
        [Monitoring](../operate/monitoring.md) says on which to alert.

        """);
    return page.append(table(help, types, labels)).toString();
  }

  private static MarkdownTable table(
      Map<String, String> help, Map<String, String> types, Map<String, Set<String>> labels) {
    var table = new MarkdownTable("metric", "type", "labels", "meaning");
    types.forEach(
        (name, type) -> {
          if (name.startsWith(PREFIX)) {
            table.row(
                code(name),
                type,
                code(String.join(", ", labels.getOrDefault(name, Set.of()))),
                help.getOrDefault(name, ""));
          }
        });
    return table;
  }
}
