package io.millrace.standalone.home;

import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The secrets of Millrace's own connectors, in a properties file that only its owner may read.
 * Configurations refer to them, and Connect's file provider resolves the references: so none is in
 * a topic.
 */
public final class ConnectorSecrets {
  private final Path file;

  public ConnectorSecrets(Home home) {
    file = home.connectorSecrets().resolve("millrace.properties");
  }

  /** Replaces the file by these secrets. */
  public void write(Map<String, String> secrets) {
    try {
      OwnerOnly.write(file, text(secrets));
    } catch (IOException e) {
      throw new CommandException("%s cannot be written (%s)".formatted(file, e.getMessage()));
    }
  }

  /** The stored secrets; empty if there are none. */
  public Map<String, String> read() {
    var properties = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      properties.load(text);
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      throw new CommandException("%s cannot be read (%s)".formatted(file, e.getMessage()));
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(Function.identity(), properties::getProperty));
  }

  /** The reference to a secret in a configuration. */
  public String reference(String name) {
    return "${file:%s:%s}".formatted(file, name);
  }

  private static String text(Map<String, String> secrets) {
    var properties = new Properties();
    properties.putAll(secrets);
    var text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Without the date, which is written as a comment.
    return text.toString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
