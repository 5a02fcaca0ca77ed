package io.millrace.service.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** Finds bytes that are not UTF-8: a JSON parser lets some of them through. */
final class Utf8 {
  private static final int CHUNK_CHARS = 8 * 1024;

  private Utf8() {}

  /** The offset of the first byte that is not UTF-8, -1 if there is none. */
  static int firstInvalid(byte[] bytes) {
    int start = firstBeyondAscii(bytes);
    if (start == bytes.length) {
      return -1;
    }
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    var out = CharBuffer.allocate(CHUNK_CHARS);
    CoderResult result;
    do {
      out.clear();
      result = decoder.decode(in, out, true);
    } while (result.isOverflow());
    return result.isError() ? in.position() : -1;
  }

  private static int firstBeyondAscii(byte[] bytes) {
    int i = 0;
    while (i < bytes.length && bytes[i] >= 0) {
      i++;
    }
    return i;
  }
}
