package io.millrace.standalone.command;

import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.imports.FileImport;
import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Options of every import, and how it is run. */
final class ImportOptions {
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files, in this order.")
  private List<Path> files = List.of();

  @Mixin private final CommandOutput output = new CommandOutput();

  /** A file format. */
  interface Format {
    boolean run(FileImport fileImport, List<Path> files) throws InterruptedException;
  }

  int run(Format format) throws InterruptedException {
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new CommandException("there is no file that can be read at " + file);
      }
    }
    KeysFile.Contents contents = home.keys();
    var out = output.out();
    try (var api = new ApiClient(() -> home.keys().addresses().url())) {
      boolean visible =
          format.run(new FileImport(api, contents.keys().admin(), out, isTerminal()), files);
      return visible ? 0 : CommandException.FAILED;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // Null with some providers, despite its annotation.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
