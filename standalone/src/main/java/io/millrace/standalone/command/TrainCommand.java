package io.millrace.standalone.command;

import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.demo.Demo;
import io.millrace.standalone.demo.DemoSettings;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.home.Logging;
import io.millrace.standalone.parts.RunningParts;
import io.millrace.standalone.parts.StartSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code millrace train}: one short run on a temporary home directory. The launcher runs it after a
 * build and has the JVM store the classes it loads in a cache, which halves the CPU time of every
 * later start.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Run briefly to fill the JVM's class data cache.")
public final class TrainCommand implements Callable<Integer> {
  /** Long and busy enough that the cache also has the profiles of the hot methods. */
  private static final Duration LIFE = Duration.ofSeconds(12);

  /** Events per second. */
  private static final int RATE = 1_500;

  private static final List<String> READ =
      List.of(
          "/health",
          "/v1/visitors/visitor-1",
          "/v1/visitors/nobody",
          "/v1/visitors/visitor-1?maxStaleness=10s",
          "/v1/visitors/visitor-1/segments?maxStaleness=10s",
          "/v1/visitors/visitor-1?maxStaleness=10s&partial=false",
          "/v1/stores/visitors/range?limit=10",
          "/v1/topology",
          "/v1/status");

  @Override
  public Integer call() throws InterruptedException, IOException {
    Path directory = Files.createTempDirectory("millrace-train");
    try {
      return live(new Home(directory).create());
    } finally {
      delete(directory);
    }
  }

  private static int live(Home home) throws InterruptedException {
    Logging.toFile(home.logs(), "millrace");
    var settings = StartSettings.firstInstance(home, OptionalInt.of(0));
    var nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try (RunningParts product = RunningParts.start(settings, settings.engines().embedded())) {
      product.awaitReady(Foreground.PATIENCE);
      var demo = new Demo(home, new DemoSettings(RATE, Optional.of(LIFE), 1), nowhere);
      KeysFile.Contents contents = new KeysFile(home).read().orElseThrow();
      boolean equal = demo.run(contents);
      read(contents);
      return equal ? 0 : CommandException.FAILED;
    }
  }

  /** The first requests after a start must not wait for the classes that serve them. */
  private static void read(KeysFile.Contents contents) throws InterruptedException {
    try (var api = new ApiClient(() -> contents.addresses().url())) {
      for (String path : READ) {
        // The response does not matter.
        var _ = api.get(path, contents.keys().read());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(TrainCommand::deleteOne);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
