package io.millrace.service.config;

import io.millrace.state.problem.NearestNames;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a file and the environment say, as text by key. A file is in the format of Java properties;
 * a variable of the environment comes before a line of the file.
 */
final class GivenSettings {
  /** The environment variable that names the file. */
  static final String FILE_VARIABLE = "MILLRACE_CONFIG";

  /** What {@code bin/millrace} and its {@code keys.env} call so. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          FILE_VARIABLE,
          "MILLRACE_HEAP",
          "MILLRACE_JAVA_OPTIONS",
          "MILLRACE_LIBCHDB",
          "MILLRACE_URL",
          "MILLRACE_KAFKA");

  private static final String KAFKA_VARIABLES = Setting.variable(Setting.KAFKA_PREFIX);
  private static final List<String> KEYS =
      Arrays.stream(Setting.values()).map(Setting::key).toList();
  private static final List<String> VARIABLES =
      Arrays.stream(Setting.values()).map(Setting::variable).toList();

  private final Map<String, String> values = new TreeMap<>();
  private final List<String> faults;

  private GivenSettings(List<String> faults) {
    this.faults = faults;
  }

  /**
   * Reads both.
   *
   * @param faults takes what is wrong
   */
  static GivenSettings read(
      Optional<Path> file, Map<String, String> environment, List<String> faults) {
    var given = new GivenSettings(faults);
    file.ifPresent(given::addFile);
    new TreeMap<>(environment).forEach(given::addVariable);
    return given;
  }

  /** What is said of a setting; nothing where it is left empty. */
  Optional<String> get(Setting setting) {
    return Optional.ofNullable(values.get(setting.key())).filter(value -> !value.isBlank());
  }

  /** What is said of Kafka's clients, under Kafka's own names. */
  Map<String, String> kafka() {
    var kafka = new TreeMap<String, String>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(Setting.KAFKA_PREFIX)) {
            kafka.put(key.substring(Setting.KAFKA_PREFIX.length()), value);
          }
        });
    return kafka;
  }

  private void addFile(Path file) {
    var lines = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      lines.load(text);
    } catch (NoSuchFileException e) {
      faults.add("there is no file " + file);
    } catch (IOException | IllegalArgumentException e) {
      faults.add("%s cannot be read (%s)".formatted(file, e.getMessage()));
    }
    for (String key : lines.stringPropertyNames()) {
      if (isKnown(key)) {
        values.put(key, lines.getProperty(key).strip());
      } else {
        faults.add("%s is no setting, in %s%s".formatted(key, file, nearest(key, KEYS)));
      }
    }
  }

  private void addVariable(String name, String value) {
    if (!name.startsWith(Setting.VARIABLE_PREFIX) || OTHER_VARIABLES.contains(name)) {
      return;
    }
    Optional<String> key = key(name);
    if (key.isPresent()) {
      values.put(key.get(), value.strip());
    } else {
      faults.add(
          "%s is no setting, in the environment%s".formatted(name, nearest(name, VARIABLES)));
    }
  }

  private static Optional<String> key(String variable) {
    if (variable.startsWith(KAFKA_VARIABLES) && variable.length() > KAFKA_VARIABLES.length()) {
      String rest = variable.substring(KAFKA_VARIABLES.length());
      return Optional.of(Setting.KAFKA_PREFIX + rest.toLowerCase(Locale.ROOT).replace('_', '.'));
    }
    return Stream.of(Setting.values())
        .filter(setting -> setting.variable().equals(variable))
        .map(Setting::key)
        .findFirst();
  }

  private static boolean isKnown(String key) {
    return Setting.of(key).isPresent()
        || (key.startsWith(Setting.KAFKA_PREFIX) && key.length() > Setting.KAFKA_PREFIX.length());
  }

  private static String nearest(String name, List<String> known) {
    List<String> names = NearestNames.of(name, known);
    return names.isEmpty() ? "" : "; did you mean " + names.getFirst() + "?";
  }
}
