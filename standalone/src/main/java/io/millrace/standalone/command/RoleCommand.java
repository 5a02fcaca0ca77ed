package io.millrace.standalone.command;

import io.millrace.standalone.Logging;
import io.millrace.standalone.parts.Part;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace role PART}: one part as a process of its own. */
@Command(
    name = "role",
    description = "Start one part as a process of its own, on the same home directory.")
public final class RoleCommand implements Callable<Integer> {
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final StartOptions options = new StartOptions();

  @Parameters(paramLabel = "PART", description = "One of ${COMPLETION-CANDIDATES}.")
  private Part part = Part.SERVICE;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    Logging.toFile(home.home().create().logs(), part.word());
    PrintWriter out = output.out();
    try (var product = Foreground.start(options.settings(home.home()), EnumSet.of(part))) {
      out.printf("%s is ready (%s)%n", part.word(), product.times());
      out.flush();
      Foreground.untilStopped();
    }
    return 0;
  }
}
