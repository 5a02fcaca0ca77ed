package io.millrace.standalone.command;

import io.millrace.standalone.CommandException;
import io.millrace.standalone.parts.Processes;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace stop}: ends what runs on a home directory, in order. */
@Command(name = "stop", description = "Stop what runs on the home directory.")
public final class StopCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = output.out();
    List<ProcessHandle> owners = Processes.owners(home.home());
    if (owners.isEmpty()) {
      out.printf("Nothing runs on %s.%n", home.home().directory());
      return 0;
    }
    String pids = pids(owners);
    owners.forEach(ProcessHandle::destroy);
    var ended =
        CompletableFuture.allOf(
            owners.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      ended.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      String left = pids(owners.stream().filter(ProcessHandle::isAlive).toList());
      throw new CommandException(
          "process %s did not end within %d s; end it with: kill -9 %s"
              .formatted(left, PATIENCE.toSeconds(), left));
    }
    out.printf("Stopped (process %s).%n", pids);
    return 0;
  }

  private static String pids(List<ProcessHandle> owners) {
    return String.join(" ", owners.stream().map(owner -> Long.toString(owner.pid())).toList());
  }
}
