package io.millrace.standalone.command;

import io.millrace.standalone.definitions.DefinitionFile;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace segments}: the rules that ship with the product. */
@Command(
    name = "segments",
    description = {
      "Print segments for shops, courses and ads as YAML, to take over and to change:",
      "millrace segments > mine.yaml, then millrace apply -f mine.yaml."
    })
public final class SegmentsCommand implements Callable<Integer> {
  @Mixin private final CommandOutput output = new CommandOutput();

  @Override
  public Integer call() {
    PrintWriter out = output.out();
    out.print(DefinitionFile.shippedSegmentsText());
    out.flush();
    return 0;
  }
}
