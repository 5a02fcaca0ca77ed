package io.millrace.engine;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** Reads the blocks of {@link Lz4BlockOutput} ({@code decompress=1}); checks sizes and checksum. */
final class Lz4BlockInput extends InputStream {
  private static final int LARGEST_BLOCK = 1 << 28;
  private static final byte ZSTD = (byte) 0x90;
  private static final byte STORED = 0x02;

  private final InputStream in;
  private byte[] plain = new byte[0];
  private int at;

  Lz4BlockInput(InputStream in) {
    this.in = in;
  }

  /** The client's bytes are not what {@code decompress=1} promises. */
  static final class BadBlockException extends IOException {
    BadBlockException(String message) {
      super(message);
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? plain[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int part = Math.min(length, plain.length - at);
    System.arraycopy(plain, at, bytes, from, part);
    at += part;
    return part;
  }

  private boolean fill() throws IOException {
    while (at == plain.length) {
      byte[] head = in.readNBytes(Lz4BlockOutput.CHECKSUM_BYTES + Lz4BlockOutput.HEADER_BYTES);
      if (head.length == 0) {
        return false;
      }
      plain = block(head);
      at = 0;
    }
    return true;
  }

  private byte[] block(byte[] head) throws IOException {
    if (head.length < Lz4BlockOutput.CHECKSUM_BYTES + Lz4BlockOutput.HEADER_BYTES) {
      throw new BadBlockException("The body ends within the head of a compressed block");
    }
    var header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int size = header.getInt(Lz4BlockOutput.CHECKSUM_BYTES + 1);
    int plainSize = header.getInt(Lz4BlockOutput.CHECKSUM_BYTES + 5);
    if (size < Lz4BlockOutput.HEADER_BYTES
        || size > LARGEST_BLOCK
        || plainSize < 0
        || plainSize > LARGEST_BLOCK) {
      throw new BadBlockException("A compressed block has the impossible size " + size);
    }
    byte[] block = new byte[size];
    System.arraycopy(head, Lz4BlockOutput.CHECKSUM_BYTES, block, 0, Lz4BlockOutput.HEADER_BYTES);
    int rest = size - Lz4BlockOutput.HEADER_BYTES;
    if (in.readNBytes(block, Lz4BlockOutput.HEADER_BYTES, rest) < rest) {
      throw new BadBlockException("The body ends within a compressed block");
    }
    long[] hash = BlockChecksum.of(block, 0, size);
    if (hash[0] != header.getLong(0) || hash[1] != header.getLong(8)) {
      throw new BadBlockException("Checksum doesn't match: corrupted data");
    }
    return decompress(block, plainSize);
  }

  private static byte[] decompress(byte[] block, int plainSize) throws IOException {
    byte[] result = new byte[plainSize];
    int start = Lz4BlockOutput.HEADER_BYTES;
    try {
      switch (block[0]) {
        case Lz4BlockOutput.LZ4 ->
            LZ4Factory.fastestInstance()
                .safeDecompressor()
                .decompress(block, start, block.length - start, result, 0, plainSize);
        case ZSTD ->
            Zstd.decompressByteArray(result, 0, plainSize, block, start, block.length - start);
        case STORED -> System.arraycopy(block, start, result, 0, plainSize);
        default ->
            throw new BadBlockException(
                "Unknown compression method %02x; LZ4, ZSTD and NONE are known"
                    .formatted(block[0]));
      }
    } catch (LZ4Exception | com.github.luben.zstd.ZstdException | IndexOutOfBoundsException e) {
      throw new BadBlockException("Cannot decompress: " + e.getMessage());
    }
    return result;
  }
}
