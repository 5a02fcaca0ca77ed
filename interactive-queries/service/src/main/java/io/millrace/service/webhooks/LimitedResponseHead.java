package io.millrace.service.webhooks;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;

/**
 * What a parser of response heads may read of the connection. The library limits the length of a
 * line and the number of lines, but not the head as a whole.
 */
final class LimitedResponseHead extends FilterInputStream {
  static final int MAX_BYTES = 16 * 1024;

  private int left = MAX_BYTES;

  private LimitedResponseHead(InputStream in) {
    super(in);
  }

  /** The library's parser under the limit. */
  static HttpMessageParser<ClassicHttpResponse> parser(Http1Config config) {
    HttpMessageParser<ClassicHttpResponse> parser =
        new DefaultHttpResponseParserFactory(config).create();
    return (buffer, in) -> parser.parse(buffer, new LimitedResponseHead(in));
  }

  @Override
  public int read() throws IOException {
    checkLeft();
    int next = super.read();
    left -= next < 0 ? 0 : 1;
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    checkLeft();
    int count = super.read(bytes, offset, Math.min(length, left));
    left -= Math.max(count, 0);
    return count;
  }

  private void checkLeft() throws IOException {
    if (left == 0) {
      throw new IOException(
          "the response head must have at most %d bytes, but has more".formatted(MAX_BYTES));
    }
  }
}
