package io.millrace.standalone.home;

import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file of named secrets that only its owner may read. */
public final class KeptSecrets {
  private final Path file;

  public KeptSecrets(Path file) {
    this.file = file;
  }

  /** The stored secrets by name; empty if the file does not exist. */
  public Map<String, String> read() {
    var secrets = new LinkedHashMap<String, String>();
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          secrets.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      throw new CommandException("%s cannot be read (%s)".formatted(file, e.getMessage()));
    }
    return secrets;
  }

  /** Replaces the file by these secrets. */
  public void write(Map<String, String> secrets) {
    var text = new StringBuilder();
    secrets.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    try {
      OwnerOnly.write(file, text.toString());
    } catch (IOException e) {
      throw new CommandException("%s cannot be written (%s)".formatted(file, e.getMessage()));
    }
  }
}
