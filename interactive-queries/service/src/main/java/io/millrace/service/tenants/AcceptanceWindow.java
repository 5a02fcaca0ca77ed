package io.millrace.service.tenants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.topologies.feature.TopologySettings;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which times of events a tenant accepts.
 *
 * @param past how old a live event may be
 * @param ahead how far ahead of our clock an event may be
 */
public record AcceptanceWindow(Duration past, Duration ahead) {
  public static final AcceptanceWindow DEFAULT =
      new AcceptanceWindow(Duration.ofDays(30), Duration.ofHours(1));

  private static final Duration MOST_PAST = Duration.ofDays(3650);
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smhd])");

  /**
   * A changed window.
   *
   * @param past such as {@code 30d}; unchanged if it is not given
   * @param ahead such as {@code 10m}; unchanged if it is not given
   */
  AcceptanceWindow changed(@Nullable String past, @Nullable String ahead) {
    return new AcceptanceWindow(
        past == null ? this.past : parse("past", past, Duration.ofMinutes(1), MOST_PAST),
        ahead == null
            ? this.ahead
            : parse("ahead", ahead, Duration.ZERO, TopologySettings.MAX_AHEAD));
  }

  static AcceptanceWindow read(JsonNode json) {
    return new AcceptanceWindow(
        Duration.ofSeconds(json.path("pastSeconds").asLong(DEFAULT.past.toSeconds())),
        Duration.ofSeconds(json.path("aheadSeconds").asLong(DEFAULT.ahead.toSeconds())));
  }

  void write(ObjectNode json) {
    json.put("pastSeconds", past.toSeconds()).put("aheadSeconds", ahead.toSeconds());
  }

  /** The duration as requests have it, in the largest unit that fits: {@code 30d}. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    } else if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static Duration parse(String field, String text, Duration least, Duration most) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      Duration duration = Duration.ofSeconds(Long.parseLong(matcher.group(1)) * unit(matcher));
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    }
    throw new FailureException(
        new Failure.Invalid(
            "%s must be a number with s, m, h or d, from %s to %s, but was %s"
                .formatted(field, text(least), text(most), text),
            field));
  }

  private static long unit(Matcher matcher) {
    return switch (matcher.group(2)) {
      case "s" -> 1;
      case "m" -> 60;
      case "h" -> 3_600;
      default -> 86_400;
    };
  }
}
