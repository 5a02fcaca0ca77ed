package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.MalformedBytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The widths of rollup windows. Windows start at multiples of their width since the epoch, UTC. */
public enum Grain {
  MINUTE(0, "1m", 60_000L),
  HOUR(1, "1h", 3_600_000L),
  DAY(2, "1d", 86_400_000L);

  private final int code;
  private final String word;
  private final long widthMs;

  Grain(int code, String word, long widthMs) {
    this.code = code;
    this.word = word;
    this.widthMs = widthMs;
  }

  /** The name in the API and in ClickHouse, such as {@code 1m}. */
  public String wireName() {
    return word;
  }

  /** The code in keys. */
  int code() {
    return code;
  }

  static Grain ofCode(int code) {
    return switch (code) {
      case 0 -> MINUTE;
      case 1 -> HOUR;
      case 2 -> DAY;
      default -> throw new MalformedBytes("a grain's code must be 0, 1 or 2, but was " + code);
    };
  }

  /** The width of a window in milliseconds. */
  public long widthMs() {
    return widthMs;
  }

  /** The start of the window that contains this timestamp, epoch milliseconds. */
  public long windowStart(long epochMs) {
    return Math.floorDiv(epochMs, widthMs) * widthMs;
  }

  /** The grain with this wire name; empty if there is none. */
  public static Optional<Grain> parse(String word) {
    return Arrays.stream(values()).filter(grain -> grain.word.equals(word)).findFirst();
  }

  /** The wire names of all grains, narrowest first. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(Grain::wireName).toList();
  }
}
