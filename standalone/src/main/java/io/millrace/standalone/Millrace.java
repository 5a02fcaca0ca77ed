package io.millrace.standalone;

import io.millrace.standalone.command.ApplyCommand;
import io.millrace.standalone.command.AuditCommand;
import io.millrace.standalone.command.DemoCommand;
import io.millrace.standalone.command.ImportCommand;
import io.millrace.standalone.command.RoleCommand;
import io.millrace.standalone.command.ScaleCommand;
import io.millrace.standalone.command.SegmentsCommand;
import io.millrace.standalone.command.StatusCommand;
import io.millrace.standalone.command.StopCommand;
import io.millrace.standalone.command.TopologyCommand;
import io.millrace.standalone.command.TrainCommand;
import io.millrace.standalone.command.UpCommand;
import io.millrace.standalone.failure.CommandException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line of Millrace. */
@Command(
    name = "millrace",
    description = "Real-time behavioural analytics on one machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DemoCommand.class,
      ImportCommand.class,
      ApplyCommand.class,
      SegmentsCommand.class,
      AuditCommand.class,
      ScaleCommand.class,
      StatusCommand.class,
      TopologyCommand.class,
      StopCommand.class,
      RoleCommand.class,
      TrainCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "All data is under one home directory: --home, else MILLRACE_HOME, else ~/.millrace.",
      "",
      "First steps:",
      "  millrace demo                          everything, with a simulated shop",
      "  millrace up --daemon                   everything, in the background",
      "  millrace import access-log FILE...     the past, from web server logs"
    })
public final class Millrace {
  private Millrace() {}

  /** Runs the command of the arguments and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command and returns its exit code: 0 done, 1 failed, 2 usage error. */
  static int run(String... arguments) {
    var command = commandLine();
    return command.execute(arguments.length == 0 ? new String[] {"help"} : arguments);
  }

  /** All commands with their options, as {@code main} runs them. */
  public static CommandLine commandLine() {
    return new CommandLine(new Millrace())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Millrace::misunderstood)
        .setExecutionExceptionHandler((e, command, _) -> failed(e, command));
  }

  private static int misunderstood(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("millrace: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
      String name = command.getCommandSpec().qualifiedName();
      command.getErr().println("Try: " + name + " --help");
    }
    return CommandException.USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    if (e instanceof CommandException told) {
      command.getErr().println("millrace: " + told.getMessage());
      return told.exitCode();
    }
    LoggerFactory.getLogger(Millrace.class).error("the command failed", e);
    command.getErr().println("millrace: the command failed: " + e);
    return CommandException.FAILED;
  }
}
