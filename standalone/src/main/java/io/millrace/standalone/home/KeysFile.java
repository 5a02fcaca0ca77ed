package io.millrace.standalone.home;

import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code keys.env}: the keys, created once and then kept, and the addresses, which follow the
 * ports.
 *
 * <p>A shell may source it: a value that a shell would interpret is in single quotes.
 */
public final class KeysFile {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,@%+-]*");

  private final Path file;

  public KeysFile(Home home) {
    this(home.keys());
  }

  public KeysFile(Path file) {
    this.file = file;
  }

  /**
   * Writes the addresses with the existing keys, or with new ones if there are none.
   *
   * @param given replace the existing keys
   */
  public InstallationKeys write(Addresses addresses, Optional<InstallationKeys> given) {
    InstallationKeys keys =
        given
            .or(() -> read().map(Contents::keys))
            .orElseGet(() -> InstallationKeys.generate(new SecureRandom()));
    var lines = new LinkedHashMap<String, String>();
    lines.put("MILLRACE_URL", addresses.url());
    lines.put("MILLRACE_WRITE_KEY", keys.write());
    lines.put("MILLRACE_READ_KEY", keys.read());
    lines.put("MILLRACE_ADMIN_KEY", keys.admin());
    lines.put("MILLRACE_CLICKHOUSE_URL", addresses.clickHouse());
    lines.put("MILLRACE_KAFKA", addresses.kafka());
    lines.put("MILLRACE_CONNECT_URL", addresses.connect());
    var text = new StringBuilder();
    lines.forEach(
        (name, value) -> text.append(name).append('=').append(quoted(value)).append('\n'));
    try {
      OwnerOnly.write(file, text.toString());
    } catch (IOException e) {
      throw new CommandException("%s cannot be written (%s)".formatted(file, e.getMessage()));
    }
    return keys;
  }

  /** The content of the file, if it exists. */
  public Optional<Contents> read() {
    try {
      var values = new LinkedHashMap<String, String>();
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), unquoted(line.substring(equals + 1)));
        }
      }
      return Optional.of(contents(values));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CommandException("%s cannot be read (%s)".formatted(file, e.getMessage()));
    }
  }

  /** The parsed file. */
  public record Contents(Addresses addresses, InstallationKeys keys) {}

  private Contents contents(Map<String, String> values) {
    return new Contents(
        new Addresses(
            value(values, "MILLRACE_URL"),
            value(values, "MILLRACE_CLICKHOUSE_URL"),
            value(values, "MILLRACE_KAFKA"),
            value(values, "MILLRACE_CONNECT_URL")),
        new InstallationKeys(
            value(values, "MILLRACE_WRITE_KEY"),
            value(values, "MILLRACE_READ_KEY"),
            value(values, "MILLRACE_ADMIN_KEY")));
  }

  private String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new CommandException("%s must have a line for %s, but has none".formatted(file, name));
    }
    return value;
  }

  private static String quoted(String value) {
    return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
  }

  private static String unquoted(String text) {
    String inner =
        text.length() >= 2 && text.startsWith("'") && text.endsWith("'")
            ? text.substring(1, text.length() - 1)
            : text;
    return inner.replace("'\\''", "'");
  }
}
