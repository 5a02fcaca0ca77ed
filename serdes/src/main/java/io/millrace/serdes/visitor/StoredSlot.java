package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/**
 * A slot as stored in a visitor's record: which of the behaviours that share it held at the last
 * evaluation, when the first of them changes by time alone, and its own bytes. Immutable.
 *
 * <p>Bytes: the number, a byte for each eight behaviours up to the last that holds, the time of the
 * next change, then the slot's own.
 */
public final class StoredSlot {
  private static final int MADE = -1;

  private final int number;
  private final long changesAt;

  /** The bytes of both; a slot that was read refers to the bytes of its record. */
  private final byte[] source;

  /** The offset of the encoded slot, or {@link #MADE}. */
  private final int start;

  private final byte[] held;
  private final int heldAt;
  private final int heldLength;
  private final int contentAt;
  private final int contentLength;

  /**
   * A slot after an evaluation.
   *
   * @param held a bit for each behaviour that shares it; missing bits are 0
   * @param changesAt when the first of them changes by time alone; {@code Long.MAX_VALUE} for never
   */
  public StoredSlot(int number, byte[] held, long changesAt, byte[] content) {
    this.number = number;
    this.changesAt = changesAt;
    this.source = content;
    this.start = MADE;
    this.held = held;
    this.heldAt = 0;
    this.heldLength = lengthOf(held);
    this.contentAt = 0;
    this.contentLength = content.length;
  }

  private StoredSlot(ByteReader in) {
    source = in.source();
    held = source;
    start = in.position();
    number = in.readIntLittleEndian();
    heldLength = in.readLength();
    heldAt = in.position();
    in.skip(heldLength);
    long change = in.readVarint();
    changesAt = change == 0 ? Long.MAX_VALUE : change - 1;
    contentLength = in.readLength();
    contentAt = in.position();
    in.skip(contentLength);
  }

  static StoredSlot read(ByteReader in) {
    return new StoredSlot(in);
  }

  /** The number of the slot within the record. */
  public int number() {
    return number;
  }

  /** When the first behaviour changes by time alone; {@code Long.MAX_VALUE} for never. */
  public long changesAt() {
    return changesAt;
  }

  /** Whether the behaviour at this index held at the last evaluation. */
  public boolean holds(int behaviour) {
    int place = behaviour >> 3;
    return place < heldLength && (held[heldAt + place] >> (behaviour & 7) & 1) != 0;
  }

  /** A reader of the slot's own bytes. */
  public ByteReader reader() {
    return new ByteReader(source, contentAt, contentLength);
  }

  /** A copy of the slot's own bytes. */
  public byte[] bytes() {
    return reader().readBytes(contentLength);
  }

  /** A copy with other bytes of its own, which make no difference to any behaviour. */
  public StoredSlot with(byte[] content) {
    byte[] same = new ByteReader(held, heldAt, heldLength).readBytes(heldLength);
    return new StoredSlot(number, same, changesAt, content);
  }

  void write(ByteWriter out) {
    if (start != MADE) {
      out.writeBytes(source, start, contentAt + contentLength - start);
      return;
    }
    out.writeIntLittleEndian(number)
        .writeVarint(heldLength)
        .writeBytes(held, heldAt, heldLength)
        .writeVarint(changesAt == Long.MAX_VALUE ? 0 : changesAt + 1)
        .writeVarint(contentLength)
        .writeBytes(source, contentAt, contentLength);
  }

  private static int lengthOf(byte[] held) {
    int length = held.length;
    while (length > 0 && held[length - 1] == 0) {
      length--;
    }
    return length;
  }
}
