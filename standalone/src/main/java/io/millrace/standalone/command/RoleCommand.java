package io.millrace.standalone.command;

import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Logging;
import io.millrace.standalone.parts.Part;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace role PART...}: runs some of the parts as a process of their own. */
@Command(
    name = "role",
    description = "Start some of the parts as a process of their own, on the same home directory.")
public final class RoleCommand implements Callable<Integer> {
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final StartOptions options = new StartOptions();

  @Parameters(
      paramLabel = "PART",
      arity = "1..*",
      description = "One or more of ${COMPLETION-CANDIDATES}.")
  private List<Part> parts = List.of();

  @Mixin private final CommandOutput output = new CommandOutput();

  @Override
  public Integer call() throws InterruptedException {
    var wanted = EnumSet.copyOf(parts);
    String words = String.join("-", wanted.stream().map(Part::wireName).toList());
    if (options.joins() && !wanted.equals(EnumSet.of(Part.SERVICE))) {
      throw new CommandException(
          CommandException.USAGE, "--join starts a service, but the part is " + words);
    }
    Logging.toFile(home.home().create().logs(), words);
    PrintWriter out = output.out();
    try (var product = Foreground.start(options.settings(home.home()), wanted)) {
      out.printf("%s is ready (%s)%n", words, product.times());
      out.flush();
      Foreground.untilStopped();
    }
    return 0;
  }
}
