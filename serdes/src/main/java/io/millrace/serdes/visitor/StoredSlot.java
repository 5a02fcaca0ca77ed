package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/**
 * A slot, as it is kept in a visitor's record: which of the behaviours that share it held when it
 * was last looked at, when the first of them changes by time alone, and its own bytes. Immutable.
 *
 * <p>Bytes: the number, a byte for each eight behaviours up to the last that holds, when something
 * changes, then the slot's own.
 */
public final class StoredSlot {
  private static final int MADE = -1;

  private final int number;
  private final long changesAt;

  /** Where both are; what was read stays in the record that it was read from. */
  private final byte[] source;

  /** Where this slot is as a whole, or {@link #MADE}. */
  private final int start;

  private final byte[] held;
  private final int heldAt;
  private final int heldLength;
  private final int contentAt;
  private final int contentLength;

  /**
   * A slot that was looked at.
   *
   * @param held a bit for each behaviour that shares it; those that are not there do not hold
   * @param changesAt when one of them changes by time alone; {@code Long.MAX_VALUE} for never
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

  public int number() {
    return number;
  }

  /** When the first behaviour changes by time alone; {@code Long.MAX_VALUE} for never. */
  public long changesAt() {
    return changesAt;
  }

  /** Whether the behaviour at this place held when the slot was last looked at. */
  public boolean holds(int behaviour) {
    int place = behaviour >> 3;
    return place < heldLength && (held[heldAt + place] >> (behaviour & 7) & 1) != 0;
  }

  /** The slot's own bytes, to be read. */
  public ByteReader reader() {
    return new ByteReader(source, contentAt, contentLength);
  }

  /** A copy of the slot's own bytes. */
  public byte[] bytes() {
    return reader().readBytes(contentLength);
  }

  /** With other bytes of its own, which make no difference to any behaviour. */
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
