package io.millrace.standalone.product;

import io.millrace.standalone.home.Addresses;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The service as it is deployed: its module's jar with its libraries, in a process of its own. */
final class ServiceAlone implements AutoCloseable {
  static final String KEY = "mr_admin_alone";

  private static final Path TARGET = Path.of("../interactive-queries/service/target");
  private static final String LISTENS = "the service listens on ";

  private final Path console;
  private final Process process;

  private ServiceAlone(Path console, Process process) {
    this.console = console;
    this.process = process;
  }

  /**
   * Starts it. Some of its settings are in a file, others in the environment.
   *
   * @param directory for its state and its output
   */
  static ServiceAlone start(Path directory, Addresses engines) throws IOException {
    Path console = directory.resolve("service.log");
    Path settings = directory.resolve("service.properties");
    Files.writeString(
        settings,
        """
        http.port=0
        state.directory=%s
        clickhouse.url=%s
        connect.url=%s
        """
            .formatted(directory.resolve("state"), engines.clickHouse(), engines.connect()));
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar().toString(),
                "--config",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(console.toFile());
    builder
        .environment()
        .putAll(
            Map.of("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", engines.kafka(), "MILLRACE_ADMIN_KEY", KEY));
    return new ServiceAlone(console, builder.start());
  }

  /** Where it listens; empty until it does. */
  String url() throws IOException {
    return said()
        .lines()
        .filter(line -> line.startsWith(LISTENS))
        .map(line -> line.substring(LISTENS.length()))
        .findFirst()
        .orElse("");
  }

  String said() throws IOException {
    return Files.readString(console);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Everything on its class path: the jar, and what its manifest names. */
  static List<Path> classPath() throws IOException {
    Path jar = jar();
    try (var opened = new JarFile(jar.toFile())) {
      String named = opened.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return Stream.concat(
              Stream.of(jar),
              Arrays.stream(named.split(" ", -1))
                  .map(one -> Path.of(jar.toUri().resolve(URI.create(one)))))
          .toList();
    }
  }

  // Maven builds it before the tests of this module in every run that comes to them.
  private static Path jar() throws IOException {
    File[] jars =
        TARGET
            .toFile()
            .listFiles((_, name) -> name.startsWith("service-") && name.endsWith(".jar"));
    if (jars == null || jars.length != 1 || !Files.isDirectory(TARGET.resolve("lib"))) {
      throw new IOException(
          "there must be one service-VERSION.jar and lib in %s; run mvn package, or mvn verify"
              .formatted(TARGET.toRealPath()));
    }
    return jars[0].toPath().toRealPath();
  }

  /** Stops it as an operator does. */
  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    ProductProcess.kill(process);
  }
}
