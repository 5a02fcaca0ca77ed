package io.millrace.standalone.command;

import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.parts.Processes;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts the same command again, without {@code --daemon} and detached from the terminal, and waits
 * until it reports that it is ready.
 */
final class Daemon {
  private static final long POLL_MS = 50;
  private static final String READY = "Stop it with Ctrl-C.";

  private final Home home;
  private final PrintWriter out;

  Daemon(Home home, PrintWriter out) {
    this.home = home;
    this.out = out;
  }

  int start(List<String> arguments) throws InterruptedException {
    List<ProcessHandle> owners = Processes.owners(home);
    if (!owners.isEmpty()) {
      throw new CommandException(
          "Millrace already runs on %s (process %d); stop it with: millrace stop --home %s"
              .formatted(home.directory(), owners.getFirst().pid(), home.directory()));
    }
    Path console = home.logs().resolve("console.log");
    try {
      Files.deleteIfExists(console);
      Process process =
          new ProcessBuilder(command(arguments))
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(console.toFile())
              .redirectErrorStream(true)
              .start();
      return await(process, console);
    } catch (IOException e) {
      throw new CommandException("the background process did not start (%s)".formatted(e));
    }
  }

  private int await(Process process, Path console) throws IOException, InterruptedException {
    while (true) {
      String said = Files.readString(console, StandardCharsets.UTF_8);
      if (said.contains(READY)) {
        out.print(said.replace(READY, "Stop it with: millrace stop"));
        out.flush();
        return 0;
      }
      if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
        String all = Files.readString(console, StandardCharsets.UTF_8).strip();
        throw new CommandException(all.replaceFirst("^millrace: ", ""));
      }
    }
  }

  private static List<String> command(List<String> arguments) {
    var command = new ArrayList<String>();
    // A session of its own shields it from the terminal's signals.
    detacher().ifPresent(command::add);
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path", ""));
    command.add("io.millrace.standalone.Millrace");
    arguments.stream().filter(argument -> !argument.equals("--daemon")).forEach(command::add);
    return command;
  }

  private static Optional<String> detacher() {
    for (String program : new String[] {"/usr/bin/setsid", "/bin/setsid", "/usr/bin/nohup"}) {
      if (Files.isExecutable(Path.of(program))) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }
}
