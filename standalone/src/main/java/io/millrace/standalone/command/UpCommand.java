package io.millrace.standalone.command;

import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.Logging;
import io.millrace.standalone.parts.RunningParts;
import io.millrace.standalone.parts.StartSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace up}: all parts in one process and its ClickHouse child. */
@Command(name = "up", description = "Start everything, and stay in the foreground.")
public final class UpCommand implements Callable<Integer> {
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final StartOptions options = new StartOptions();

  @Option(
      names = "--daemon",
      description = "Return when everything is ready, and leave it running.")
  private boolean daemon;

  @Mixin private final CommandOutput output = new CommandOutput();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = output.out();
    Home directory = home.home().create();
    if (daemon) {
      return new Daemon(directory, out).start(output.arguments());
    }
    Logging.toFile(directory.logs(), "millrace");
    StartSettings settings = options.settings(directory);
    try (RunningParts product = Foreground.start(settings, settings.engines().embedded())) {
      product.awaitReady(Foreground.PATIENCE);
      Welcome.print(product, out);
      out.println("Stop it with Ctrl-C.");
      out.flush();
      Foreground.untilStopped();
    }
    return 0;
  }
}
