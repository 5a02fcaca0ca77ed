package io.millrace.standalone.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The output of a command, and its command line, from picocli. */
@Command
final class CommandOutput {
  @Spec(Target.MIXEE)
  private @Nullable CommandSpec spec;

  PrintWriter out() {
    return spec().commandLine().getOut();
  }

  /** The command line as entered. */
  List<String> arguments() {
    return spec().root().commandLine().getParseResult().originalArgs();
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }
}
