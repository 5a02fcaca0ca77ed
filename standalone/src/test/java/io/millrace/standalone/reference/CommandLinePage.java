package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import io.millrace.standalone.Millrace;
import io.millrace.standalone.docs.Checkout;
import io.millrace.standalone.failure.CommandException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code command-line.md}, from the model that the command line itself is parsed by. */
final class CommandLinePage {
  private static final int WIDTH = 100;
  private static final Pattern VARIABLE = Pattern.compile("\\bMILLRACE_[A-Z_]+\\b");

  /** What picocli calls the default of an option that has none. */
  private static final Set<String> NO_DEFAULT =
      Set.of("", "null", "false", "[]", "-1", "Optional.empty");

  private static final Map<String, String> VARIABLES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("MILLRACE_HOME", "the home directory where `--home` names none"),
              Map.entry("MILLRACE_HEAP", "the largest Java heap of `up`, `demo` and `role`: `1g`"),
              Map.entry("MILLRACE_JAVA_OPTIONS", "further options of the JVM, split at blanks"),
              Map.entry("MILLRACE_LIBCHDB", "the file of the embedded ClickHouse's library"),
              Map.entry("MILLRACE_CLICKHOUSE_USER", "user for `--clickhouse-url`"),
              Map.entry("MILLRACE_CLICKHOUSE_PASSWORD", "password for `--clickhouse-url`"),
              Map.entry("MILLRACE_CLICKHOUSE_DATABASE", "database for `--clickhouse-url`"),
              Map.entry("MILLRACE_URL", "in `keys.env`: the HTTP API"),
              Map.entry("MILLRACE_WRITE_KEY", "in `keys.env`: a key that sends events"),
              Map.entry("MILLRACE_READ_KEY", "in `keys.env`: a key that reads"),
              Map.entry("MILLRACE_ADMIN_KEY", "in `keys.env`: a key that may do everything"),
              Map.entry("MILLRACE_CLICKHOUSE_URL", "in `keys.env`: ClickHouse over HTTP"),
              Map.entry("MILLRACE_KAFKA", "in `keys.env`: the bootstrap servers of Kafka"),
              Map.entry("MILLRACE_CONNECT_URL", "in `keys.env`: the REST API of Kafka Connect")));

  private CommandLinePage() {}

  static String text() {
    CommandLine all = Millrace.commandLine().setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
    StringBuilder page = ReferencePages.begin("command-line.md");
    page.append(
        """
        `bin/millrace COMMAND`; every command shows its options with `--help`. Exit codes: 0 done, \
        %d failed, %d not understood.

        """
            .formatted(CommandException.FAILED, CommandException.USAGE));
    all.getSubcommands().values().forEach(command -> add(page, command));
    page.append("## Environment\n\n").append(variables());
    return page.toString();
  }

  private static void add(StringBuilder page, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (spec.usageMessage().hidden()) {
      return;
    }
    page.append("## ").append(spec.qualifiedName()).append("\n\n");
    page.append(joined(spec.usageMessage().description())).append("\n\n");
    page.append("```text\n").append(synopsis(spec)).append("```\n\n");
    if (!arguments(spec).isEmpty()) {
      page.append(table(spec)).append('\n');
    }
    command.getSubcommands().values().forEach(below -> add(page, below));
  }

  private static String synopsis(CommandSpec spec) {
    return new Help(spec, Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
  }

  private static List<ArgSpec> arguments(CommandSpec spec) {
    var arguments = new ArrayList<ArgSpec>(spec.positionalParameters());
    spec.options().stream()
        .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
        .forEach(arguments::add);
    return arguments;
  }

  private static String table(CommandSpec spec) {
    var table = new MarkdownTable("option", "default", "meaning");
    for (ArgSpec argument : arguments(spec)) {
      String label = argument.paramLabel();
      String name =
          argument instanceof OptionSpec option
              ? String.join(", ", option.names()) + (option.arity().max() == 0 ? "" : " " + label)
              : label;
      String fallback = String.valueOf(argument.defaultValueString(true));
      table.row(
          code(name),
          argument.required() ? "required" : NO_DEFAULT.contains(fallback) ? "" : code(fallback),
          joined(argument.description()));
    }
    return table.toString();
  }

  private static String joined(String... lines) {
    return String.join(" ", lines);
  }

  private static String variables() {
    Set<String> read = new TreeSet<>(variablesIn(Checkout.root().resolve("bin/millrace")));
    Path standalone = Checkout.root().resolve("standalone");
    Checkout.mainSources().stream()
        .filter(file -> file.startsWith(standalone))
        .forEach(file -> read.addAll(variablesIn(file)));
    if (!read.equals(VARIABLES.keySet())) {
      throw new IllegalStateException(
          "each variable needs a text: the code has %s, the page %s"
              .formatted(read, VARIABLES.keySet()));
    }
    var table = new MarkdownTable("variable", "meaning");
    VARIABLES.forEach((name, meaning) -> table.row(code(name), meaning));
    return table.toString();
  }

  private static Set<String> variablesIn(Path file) {
    var found = new TreeSet<String>();
    VARIABLE.matcher(Checkout.read(file)).results().forEach(match -> found.add(match.group()));
    return found;
  }
}
