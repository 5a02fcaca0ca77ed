package io.millrace.serdes.bytes;

import java.nio.charset.StandardCharsets;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/** The hash of Millrace: xxHash64 with seed 0, in ClickHouse {@code xxHash64(text)}. */
public final class Hash {
  private static final XXHash64 XXHASH = XXHashFactory.safeInstance().hash64();

  private Hash() {}

  /** The hash of the text's UTF-8 bytes. */
  public static long of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return XXHASH.hash(utf8, 0, utf8.length, 0);
  }
}
