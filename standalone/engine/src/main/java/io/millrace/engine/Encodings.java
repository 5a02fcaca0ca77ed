package io.millrace.engine;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** The HTTP content encodings of the gateway: gzip, lz4 and zstd, and deflate for requests only. */
final class Encodings {
  private Encodings() {}

  /** The decoded body. */
  static InputStream decode(GatewayRequest request, InputStream body)
      throws IOException, EngineException {
    String encoding =
        Optional.ofNullable(request.headers().getFirst("Content-Encoding"))
            .orElse("")
            .toLowerCase(Locale.ROOT);
    InputStream plain =
        switch (encoding) {
          case "", "identity" -> body;
          case "gzip", "x-gzip" -> new GZIPInputStream(body, 64 * 1024);
          case "deflate" -> new InflaterInputStream(body);
          case "lz4" -> new LZ4FrameInputStream(body);
          case "zstd" -> new ZstdInputStream(body);
          default ->
              throw EngineException.of(
                  ErrorCode.UNKNOWN_COMPRESSION_METHOD,
                  "Content-Encoding may be gzip, deflate, lz4 or zstd, but was " + encoding);
        };
    return request.flag("decompress") ? new Lz4BlockInput(plain) : plain;
  }

  /** The content encoding of the response: the first known one that the client accepts. */
  static Optional<String> accepted(GatewayRequest request) {
    String accept = request.headers().getFirst("Accept-Encoding");
    if (accept == null || !request.flag("enable_http_compression")) {
      return Optional.empty();
    }
    for (String name : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String encoding = name.strip();
      if (encoding.equals("gzip") || encoding.equals("lz4") || encoding.equals("zstd")) {
        return Optional.of(encoding);
      }
    }
    return Optional.empty();
  }

  static OutputStream encode(String encoding, OutputStream out) throws IOException {
    return switch (encoding) {
      case "gzip" -> new GZIPOutputStream(out, 64 * 1024);
      case "lz4" -> new LZ4FrameOutputStream(out, LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB);
      case "zstd" -> new ZstdOutputStream(out);
      default -> throw new IllegalArgumentException("no encoding " + encoding);
    };
  }
}
