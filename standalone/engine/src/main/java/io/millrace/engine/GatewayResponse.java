package io.millrace.engine;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.engine.ChdbLibrary.Chunk;
import io.millrace.engine.ChdbLibrary.Counts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request, in the encoding the client asked for. Once started it can only be
 * completed or aborted: an error text after rows would be read as rows.
 */
final class GatewayResponse {
  private static final long DRAIN_BYTES = 256L << 20;

  private final HttpExchange exchange;
  private final byte[] buffer = new byte[64 * 1024];
  private boolean compressesBlocks;
  private Optional<String> encoding = Optional.empty();
  private @Nullable OutputStream out;

  GatewayResponse(HttpExchange exchange) {
    this.exchange = exchange;
  }

  void negotiate(GatewayRequest request) {
    compressesBlocks = request.flag("compress");
    encoding = compressesBlocks ? Optional.empty() : Encodings.accepted(request);
  }

  void header(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
  }

  void format(ResultFormat format) {
    header("Content-Type", format.contentType());
    header("X-ClickHouse-Format", format.name());
  }

  void summary(Counts counts, long elapsedNanos) {
    header(
        "X-ClickHouse-Summary",
        ("{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\","
                + "\"written_bytes\":\"%d\",\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\","
                + "\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}")
            .formatted(
                counts.readRows(),
                counts.readBytes(),
                counts.writtenRows(),
                counts.writtenBytes(),
                counts.writtenRows(),
                counts.writtenBytes(),
                elapsedNanos));
  }

  /** Sends the status and writes a chunk from an offset on. */
  void write(Chunk chunk, long from) throws IOException {
    chunk.writeTo(begin(200), from, buffer);
  }

  private OutputStream begin(int status) throws IOException {
    if (out != null) {
      return out;
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      out = OutputStream.nullOutputStream();
      return out;
    }
    encoding.ifPresent(name -> header("Content-Encoding", name));
    exchange.sendResponseHeaders(status, 0);
    OutputStream plain = exchange.getResponseBody();
    if (compressesBlocks) {
      plain = new Lz4BlockOutput(plain);
    } else if (encoding.isPresent()) {
      plain = Encodings.encode(encoding.get(), plain);
    }
    out = plain;
    return plain;
  }

  /** Ends a successful response. */
  void complete() throws IOException {
    begin(200).close();
  }

  /**
   * Responds with an error; if rows were sent already, aborts the connection so that nobody takes
   * them for the whole result.
   */
  void fail(EngineException error) throws IOException {
    if (out != null) {
      throw new IOException("broken off: " + error.text());
    }
    drain();
    header("Content-Type", "text/plain; charset=UTF-8");
    header("X-ClickHouse-Exception-Code", Integer.toString(error.code()));
    int status = ErrorCode.httpStatus(error.code());
    if (status == 401) {
      header("WWW-Authenticate", "Basic realm=\"ClickHouse server HTTP API\"");
    }
    if (status == 503) {
      header("Retry-After", "1");
    }
    OutputStream body = begin(status);
    body.write((error.text() + "\n").getBytes(StandardCharsets.UTF_8));
    body.close();
  }

  /** A client that is still sending would see a reset instead of the error. */
  private void drain() throws IOException {
    try (InputStream body = exchange.getRequestBody()) {
      long left = DRAIN_BYTES;
      int count;
      do {
        count = body.read(buffer);
        left -= count;
      } while (count > 0 && left > 0);
    }
  }
}
