package io.millrace.serdes.filter;

import io.millrace.serdes.definition.InvalidDefinition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in rules: a number with {@code s}, {@code m}, {@code h} or {@code d}. */
public final class RuleDurations {
  static final long SECOND = 1_000;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;
  static final long LONGEST = 180 * DAY;

  private static final Pattern FORM = Pattern.compile("(\\d{1,8})([smhd])");

  private RuleDurations() {}

  /** The duration in milliseconds, from 1s to 180d. */
  public static long parse(String at, String text) throws InvalidDefinition {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      long length = Long.parseLong(matcher.group(1)) * unit(matcher.group(2));
      if (length >= SECOND && length <= LONGEST) {
        return length;
      }
    }
    throw new InvalidDefinition(
        at, "must be a number with s, m, h or d, from 1s to 180d, but was '%s'".formatted(text));
  }

  /** The duration in the largest unit that divides it. */
  public static String text(long length) {
    if (length % DAY == 0) {
      return length / DAY + "d";
    } else if (length % HOUR == 0) {
      return length / HOUR + "h";
    }
    return length % MINUTE == 0 ? length / MINUTE + "m" : length / SECOND + "s";
  }

  private static long unit(String letter) {
    return switch (letter) {
      case "s" -> SECOND;
      case "m" -> MINUTE;
      case "h" -> HOUR;
      default -> DAY;
    };
  }
}
