package io.millrace.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/**
 * ClickHouse's own compressed blocks ({@code compress=1}): a CityHash128 of what follows, the
 * method byte 0x82 for LZ4, the compressed size with these 9 bytes, the plain size, the LZ4 block.
 */
final class Lz4BlockOutput extends OutputStream {
  static final int CHECKSUM_BYTES = 16;
  static final int HEADER_BYTES = 9;
  static final byte LZ4 = (byte) 0x82;
  private static final int BLOCK_BYTES = 64 * 1024;

  private final OutputStream out;
  private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
  private final byte[] plain = new byte[BLOCK_BYTES];
  private final byte[] block =
      new byte[CHECKSUM_BYTES + HEADER_BYTES + compressor.maxCompressedLength(BLOCK_BYTES)];
  private int count;

  Lz4BlockOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    int end = from + length;
    while (at < end) {
      int part = Math.min(end - at, BLOCK_BYTES - count);
      System.arraycopy(bytes, at, plain, count, part);
      count += part;
      at += part;
      if (count == BLOCK_BYTES) {
        writeBlock();
      }
    }
  }

  private void writeBlock() throws IOException {
    int start = CHECKSUM_BYTES + HEADER_BYTES;
    int size = HEADER_BYTES + compressor.compress(plain, 0, count, block, start);
    var buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(CHECKSUM_BYTES, LZ4);
    buffer.putInt(CHECKSUM_BYTES + 1, size);
    buffer.putInt(CHECKSUM_BYTES + 5, count);
    long[] hash = BlockChecksum.of(block, CHECKSUM_BYTES, size);
    buffer.putLong(0, hash[0]).putLong(8, hash[1]);
    out.write(block, 0, CHECKSUM_BYTES + size);
    count = 0;
  }

  @Override
  public void flush() throws IOException {
    if (count > 0) {
      writeBlock();
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
