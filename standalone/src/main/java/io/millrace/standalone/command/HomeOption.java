package io.millrace.standalone.command;

import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the home directory of an installation. */
final class HomeOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where all data is; else $MILLRACE_HOME, else ~/.millrace.")
  private @Nullable Path directory;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // Read by picocli through its annotation.
  private boolean help;

  Home home() {
    return directory == null ? Home.ofUser(System.getenv()) : new Home(directory);
  }

  /** The keys and addresses of an installation that was started at least once. */
  KeysFile.Contents keys() {
    return new KeysFile(home())
        .read()
        .orElseThrow(
            () ->
                new CommandException(
                    "there is no Millrace in %s; start one with: millrace up --home %s"
                        .formatted(home().directory(), home().directory())));
  }
}
