package io.millrace.standalone.home;

import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The home directory of an installation and its layout.
 *
 * @param directory an absolute path
 */
public record Home(Path directory) {
  /** The environment variable of the home directory, used without an option. */
  public static final String VARIABLE = "MILLRACE_HOME";

  public Home {
    directory = directory.toAbsolutePath().normalize();
  }

  /** The home of this user if neither an option nor the environment names one. */
  public static Home ofUser(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    return new Home(
        named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".millrace")
            : Path.of(named.strip()));
  }

  /** Creates what is missing; only the owner can read the directory. */
  public Home create() {
    try {
      OwnerOnly.createDirectories(directory);
      OwnerOnly.createDirectories(connectorSecrets());
      Files.createDirectories(run());
      Files.createDirectories(logs());
      return this;
    } catch (IOException e) {
      throw new CommandException(
          "the home directory must be writable, but %s is not (%s)"
              .formatted(directory, e.getMessage()));
    }
  }

  /** Whether an installation was started here before. */
  public boolean exists() {
    return Files.isDirectory(run());
  }

  /** The broker's logs and metadata. */
  public Path kafka() {
    return directory.resolve("kafka");
  }

  /** The embedded ClickHouse's tables. */
  public Path clickHouse() {
    return directory.resolve("clickhouse");
  }

  /** The state stores of Kafka Streams. */
  public Path streams() {
    return directory.resolve("streams");
  }

  /** The log files of all parts. */
  public Path logs() {
    return directory.resolve("logs");
  }

  /** Secret files that connectors may refer to; the worker reads no others. */
  public Path connectorSecrets() {
    return directory.resolve("secrets");
  }

  /** Locks and process ids. */
  public Path run() {
    return directory.resolve("run");
  }

  /** The file of the chosen ports. */
  public Path ports() {
    return directory.resolve("ports.properties");
  }

  /** Addresses and keys, in a form that a shell can source. */
  public Path keys() {
    return directory.resolve("keys.env");
  }
}
