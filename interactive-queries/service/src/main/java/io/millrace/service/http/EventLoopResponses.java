package io.millrace.service.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Responses with the same headers as those of the framework. */
public final class EventLoopResponses {
  private static final int SECOND_MS = 1_000;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static volatile Stamp stamp = new Stamp(0, "");

  /** The header {@code date}, which is the same for a second. */
  private record Stamp(long second, String text) {}

  private EventLoopResponses() {}

  /** A 200. */
  public static FullHttpResponse ok(byte[] body, CharSequence contentType) {
    return of(HttpResponseStatus.OK, body, contentType);
  }

  static FullHttpResponse of(HttpResponseStatus status, byte[] body, CharSequence contentType) {
    var answer =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    answer
        .headers()
        .set(HttpHeaderNames.DATE, date(System.currentTimeMillis()))
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    return answer;
  }

  private static String date(long nowMs) {
    long second = nowMs / SECOND_MS;
    Stamp known = stamp;
    if (known.second != second) {
      known = new Stamp(second, DATE.format(Instant.ofEpochSecond(second)));
      stamp = known;
    }
    return known.text;
  }
}
