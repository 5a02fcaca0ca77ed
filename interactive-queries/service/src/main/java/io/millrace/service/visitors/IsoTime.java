package io.millrace.service.visitors;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/** Timestamps as ISO 8601 text, in UTC. */
final class IsoTime {
  private static final long DAY_MS = 86_400_000;
  private static final int HOUR_MS = 3_600_000;
  private static final int MINUTE_MS = 60_000;
  private static final int SECOND_MS = 1_000;
  private static final String FORM = "0000-00-00T00:00:00.000Z";
  private static final String WHOLE_SECONDS = "0000-00-00T00:00:00Z";
  private static final int LAST_YEAR = 9999;

  private IsoTime() {}

  /**
   * The text of {@link Instant#toString}, several times as fast: a response on a visitor has ten of
   * them, which took more time than the rest of its JSON (ReadBenchmark).
   */
  static String text(long epochMs) {
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(epochMs, DAY_MS));
    if (day.getYear() < 0 || day.getYear() > LAST_YEAR) {
      return Instant.ofEpochMilli(epochMs).toString();
    }
    int ms = Math.floorMod(epochMs, (int) DAY_MS);
    int fraction = ms % SECOND_MS;
    byte[] ascii = (fraction == 0 ? WHOLE_SECONDS : FORM).getBytes(StandardCharsets.ISO_8859_1);
    digits(ascii, 0, 4, day.getYear());
    digits(ascii, 5, 2, day.getMonthValue());
    digits(ascii, 8, 2, day.getDayOfMonth());
    digits(ascii, 11, 2, ms / HOUR_MS);
    digits(ascii, 14, 2, ms / MINUTE_MS % 60);
    digits(ascii, 17, 2, ms / SECOND_MS % 60);
    if (fraction != 0) {
      digits(ascii, 20, 3, fraction);
    }
    return new String(ascii, StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] ascii, int from, int count, int number) {
    int left = number;
    for (int at = from + count - 1; at >= from; at--) {
      ascii[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }
}
