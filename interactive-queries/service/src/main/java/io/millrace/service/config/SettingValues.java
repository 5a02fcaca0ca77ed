package io.millrace.service.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings as values of their types. What is wrong is added to the faults, and the default takes
 * its place, so that all faults are found at once.
 */
final class SettingValues {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([MG])");

  private final GivenSettings given;
  private final List<String> faults;

  SettingValues(GivenSettings given, List<String> faults) {
    this.given = given;
    this.faults = faults;
  }

  /** The text; a fault and empty where one must be given and none is. */
  String text(Setting setting) {
    Optional<String> value = given.get(setting).or(setting::defaultValue);
    if (value.isEmpty()) {
      faults.add("%s (%s) must be given".formatted(setting.key(), setting.variable()));
    }
    return value.orElse("");
  }

  /** The text; nothing where none is given. */
  Optional<String> optional(Setting setting) {
    return given.get(setting);
  }

  int number(Setting setting, int least, int most) {
    String text = text(setting);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The fault says what is allowed.
    }
    wrong(setting, "must be a number from %d to %d".formatted(least, most), text);
    return least;
  }

  boolean flag(Setting setting) {
    String text = text(setting);
    if (!text.equals("true") && !text.equals("false")) {
      wrong(setting, "must be true or false", text);
    }
    return text.equals("true");
  }

  /** A duration longer than nothing. */
  Duration duration(Setting setting) {
    String text = text(setting);
    Matcher matcher = DURATION.matcher(text);
    long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    if (number == 0) {
      wrong(setting, "must be a duration such as 500ms, 10s, 5m or 24h", text);
      return Duration.ofSeconds(1);
    }
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  /** A size in bytes; the given default where there is none. */
  long bytes(Setting setting, long least, long otherwise) {
    Optional<String> text = given.get(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = SIZE.matcher(text.get());
    long bytes =
        matcher.matches()
            ? Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("M") ? 20 : 30)
            : 0;
    if (bytes < least) {
      wrong(setting, "must be at least %dM, such as 160M or 1G".formatted(least >> 20), text.get());
      return otherwise;
    }
    return bytes;
  }

  /** A URL of http or https; empty where none is given and none must be. */
  String url(Setting setting) {
    String text = text(setting);
    if (!text.isEmpty() && !isHttp(text)) {
      wrong(setting, "must be a URL such as http://host:8123, without a login in it", text);
      return "";
    }
    return text;
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = URI.create(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void wrong(Setting setting, String allowed, String came) {
    String shown = setting.isSecret() || came.contains("@") ? "***" : came;
    faults.add(
        "%s (%s) %s, but was %s".formatted(setting.key(), setting.variable(), allowed, shown));
  }
}
