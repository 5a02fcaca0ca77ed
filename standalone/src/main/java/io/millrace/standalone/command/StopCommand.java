package io.millrace.standalone.command;

import com.fasterxml.jackson.databind.node.NullNode;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.parts.Processes;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace stop}: stops the parts that run on a home directory, in order. */
@Command(name = "stop", description = "Stop what runs on the home directory.")
public final class StopCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = "--leave",
      description =
          "First have this instance give its partitions to the others, for good; else they wait for"
              + " it to come back.")
  private boolean leave;

  @Mixin private final CommandOutput output = new CommandOutput();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = output.out();
    List<ProcessHandle> owners = Processes.owners(home.home());
    if (owners.isEmpty()) {
      out.printf("Nothing runs on %s.%n", home.home().directory());
      return 0;
    }
    String pids = pids(owners);
    if (leave) {
      leave();
    }
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

  /** Returns once the other instances have the partitions. */
  private void leave() throws InterruptedException {
    KeysFile.Contents contents = home.keys();
    String url = contents.addresses().url();
    try (var api = new ApiClient(() -> url)) {
      JsonResponse answer =
          api.post("/v1/instance/leave", contents.keys().admin(), NullNode.instance);
      if (!answer.ok()) {
        throw new CommandException(
            "the service rejects the request to leave the group: " + answer.problem());
      }
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!left(api) && System.nanoTime() < deadline) {
        LockSupport.parkNanos(POLL.toNanos());
      }
    } catch (IOException e) {
      throw new CommandException("the service does not answer at %s; is it up?".formatted(url));
    }
  }

  private static boolean left(ApiClient api) throws IOException, InterruptedException {
    return api.get("/health", "")
        .body()
        .at("/details/millrace/details/streams")
        .asText()
        .equals("NOT_RUNNING");
  }

  private static String pids(List<ProcessHandle> owners) {
    return String.join(" ", owners.stream().map(owner -> Long.toString(owner.pid())).toList());
  }
}
