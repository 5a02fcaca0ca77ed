package io.millrace.standalone.imports;

/**
 * A request in a web server's log. A {@code -} in the log is {@code ""}, or -1 for numbers.
 *
 * @param client the client's address
 * @param time epoch milliseconds
 * @param method {@code ""} if the request was not HTTP
 * @param target the path with its query, or the whole request if it was not HTTP
 * @param bytes of the response body
 */
public record AccessLogLine(
    String client,
    String user,
    long time,
    String method,
    String target,
    int status,
    long bytes,
    String referrer,
    String userAgent) {

  /** The target without its query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
