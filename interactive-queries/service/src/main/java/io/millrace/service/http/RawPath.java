package io.millrace.service.http;

import io.micronaut.http.HttpRequest;
import java.net.URI;

/**
 * The rest of a path as the client sent it. In a decoded path variable, an encoded slash in a key
 * could not be distinguished from one between its parts.
 */
public final class RawPath {
  private RawPath() {}

  /** What follows the first occurrence of the marker, percent-encoded still. */
  public static String after(HttpRequest<?> request, String marker) {
    String path = URI.create(request.getUri().toString()).getRawPath();
    int at = path.indexOf(marker);
    return at < 0 ? "" : path.substring(at + marker.length());
  }

  /** The same, as one text without the encoding. */
  public static String decoded(HttpRequest<?> request, String marker) {
    return decoded(after(request, marker));
  }

  /** The same, without this end, which must be there. */
  public static String decoded(HttpRequest<?> request, String marker, String end) {
    String rest = after(request, marker);
    return decoded(rest.substring(0, rest.length() - end.length()));
  }

  /** A stretch of a path without the encoding. */
  public static String decoded(String rest) {
    return KeyText.decode(rest);
  }
}
