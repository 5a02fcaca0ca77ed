package io.millrace.standalone.command;

import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.imports.FileImport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace import}: imports past events. */
@Command(
    name = "import",
    description = "Import files of the past into what runs on the home directory.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "FORMAT",
    subcommands = {ImportCommand.AccessLog.class, ImportCommand.Ndjson.class})
public final class ImportCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new CommandException(
        CommandException.USAGE,
        "import needs a format: millrace import access-log FILE... or millrace import ndjson"
            + " FILE...");
  }

  /** Web server logs. */
  @Command(
      name = "access-log",
      description = {
        "Import web server logs in the combined format of Apache and nginx, plain or gzip.",
        "Importing a file again changes nothing."
      })
  static final class AccessLog implements Callable<Integer> {
    @Mixin private final ImportOptions files = new ImportOptions();

    @Override
    public Integer call() throws InterruptedException {
      return files.run(FileImport::accessLogs);
    }
  }

  /** Events in Millrace's own JSON. */
  @Command(
      name = "ndjson",
      description = {
        "Import events as JSON lines, as POST /v1/events takes them, plain or gzip.",
        "Importing a file again changes nothing."
      })
  static final class Ndjson implements Callable<Integer> {
    @Mixin private final ImportOptions files = new ImportOptions();

    @Override
    public Integer call() throws InterruptedException {
      return files.run(FileImport::ndjson);
    }
  }
}
