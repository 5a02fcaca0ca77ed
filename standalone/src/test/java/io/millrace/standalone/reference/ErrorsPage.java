package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import io.millrace.service.problem.Problem;
import io.millrace.standalone.docs.Checkout;
import io.millrace.state.problem.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code errors.md}: the problems of the HTTP API, and the words of other closed lists. */
final class ErrorsPage {
  private static final String URN = "urn:millrace:problem:";
  private static final Pattern KIND =
      Pattern.compile("new Failure\\.UnknownName\\(\\s*\"([a-z-]+)\"");
  private static final Pattern REASON = Pattern.compile("/\\*\\* (.+) \\*/\\s+([A-Z_]+)[,;]");
  private static final Pattern CAUSE =
      Pattern.compile("([A-Z_]+)\\(\\s*(\\d+),\\s*\"([^\"]+)\",\\s*\"([^\"]+)\"\\)");
  private static final String SERVICE =
      "interactive-queries/service/src/main/java/io/millrace/service";

  private ErrorsPage() {}

  static String text() {
    StringBuilder page = ReferencePages.begin("errors.md");
    page.append(
        """
        ## Problems

        Errors of the HTTP API are `application/problem+json` (RFC 9457). `type` begins with \
        `%s`. [Troubleshooting](../operate/troubleshooting.md) says what to do.

        """
            .formatted(URN));
    page.append(problems());
    page.append("\n## Reasons of quarantine\n\n").append(reasons());
    page.append("\n## Causes of failed connectors\n\n").append(causes());
    return page.toString();
  }

  private static String problems() {
    var rows = new TreeMap<String, String[]>();
    for (Failure failure : samples()) {
      Problem problem = Problem.of(failure);
      String type = problem.type().substring(URN.length());
      String status = failure instanceof Failure.Refused ? "4xx" : "" + problem.status();
      String title = failure instanceof Failure.Refused ? "As HTTP names it" : problem.title();
      rows.put(status + type, new String[] {status, code(type), title});
    }
    var table = new MarkdownTable("status", "`type`", "`title`");
    rows.values().forEach(table::row);
    return table.toString();
  }

  /** One of each kind of failure, and one for each kind of name that can be unknown. */
  private static List<Failure> samples() {
    List<Failure> samples =
        new ArrayList<>(
            List.of(
                new Failure.Malformed("", ""),
                new Failure.Unauthenticated(""),
                new Failure.Forbidden(""),
                new Failure.MethodNotAllowed("", List.of()),
                new Failure.Conflict(""),
                new Failure.TooLarge(0),
                new Failure.UnsupportedMedia("", List.of()),
                new Failure.Invalid("", ""),
                new Failure.InvalidFields("", List.of()),
                new Failure.NotReady("", 1),
                new Failure.StoreRestoring("", ""),
                new Failure.Internal(""),
                new Failure.Refused(400, "", "")));
    kinds().forEach(kind -> samples.add(new Failure.UnknownName(kind, "", List.of())));
    Set<?> sampled = samples.stream().map(Object::getClass).collect(Collectors.toSet());
    Set<?> all = Set.copyOf(Arrays.asList(Failure.class.getPermittedSubclasses()));
    if (!sampled.equals(all)) {
      throw new IllegalStateException("the page must have a sample of each of " + all);
    }
    return samples;
  }

  private static Set<String> kinds() {
    return Checkout.mainSources().stream()
        .flatMap(file -> KIND.matcher(Checkout.read(file)).results())
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String reasons() {
    var table = new MarkdownTable("reason", "meaning");
    String source = "serdes/src/main/java/io/millrace/serdes/quarantine/QuarantineReason.java";
    for (MatchResult reason : matches(REASON, source)) {
      table.row(code(word(reason.group(2))), reason.group(1));
    }
    return table.toString();
  }

  private static String causes() {
    var table = new MarkdownTable("cause", "meaning", "given up after", "what to do");
    for (MatchResult cause : matches(CAUSE, SERVICE + "/connect/FailureCause.java")) {
      table.row(
          code(word(cause.group(1))), cause.group(3), cause.group(2) + " attempts", cause.group(4));
    }
    return table.toString();
  }

  private static List<MatchResult> matches(Pattern pattern, String source) {
    String text = Checkout.read(Checkout.root().resolve(Path.of(source)));
    String joined = text.replaceAll("\"\\s*\\+\\s*\"", "");
    List<MatchResult> found = pattern.matcher(joined).results().toList();
    if (found.isEmpty()) {
      throw new IllegalStateException(source + " is not written as this page reads it");
    }
    return found;
  }

  private static String word(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
