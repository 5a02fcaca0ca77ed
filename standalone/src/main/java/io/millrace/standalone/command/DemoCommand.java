package io.millrace.standalone.command;

import io.millrace.standalone.demo.Demo;
import io.millrace.standalone.demo.DemoSettings;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.Logging;
import io.millrace.standalone.parts.Part;
import io.millrace.standalone.parts.Processes;
import io.millrace.standalone.parts.RunningParts;
import io.millrace.standalone.parts.StartSettings;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace demo}: all parts, with simulated shops that send events. */
@Command(
    name = "demo",
    description = {
      "Start everything that does not run yet, and send the events of simulated shops.",
      "With --for, ends by comparing all numbers with the simulation's own ledger."
    })
public final class DemoCommand implements Callable<Integer> {
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final StartOptions options = new StartOptions();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "Events per second; default ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "How long to send, such as 20s, 5m or 1h; else until Ctrl-C.")
  private Optional<String> length = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed sends the same events; ${DEFAULT-VALUE} unless told otherwise.")
  private long seed;

  @Mixin private final CommandOutput output = new CommandOutput();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = output.out();
    var settings = new DemoSettings(rate, length.map(Durations::parse), seed);
    Home directory = home.home().create();
    var demo = new Demo(directory, settings, out);
    if (Processes.owner(directory, Part.SERVICE).isPresent()) {
      out.printf("Using the Millrace that runs on %s.%n", directory.directory());
      return demo.run(home.keys()) ? 0 : CommandException.FAILED;
    }
    Logging.toFile(directory.logs(), "millrace");
    StartSettings start = options.settings(directory);
    try (RunningParts product = Foreground.start(start, start.engines().embedded())) {
      product.awaitReady(Foreground.PATIENCE);
      Welcome.print(product, out);
      return demo.run(home.keys()) ? 0 : CommandException.FAILED;
    }
  }
}
