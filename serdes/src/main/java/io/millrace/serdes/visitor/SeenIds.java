package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.Arrays;
import java.util.Objects;

/**
 * The visitor's latest message ids, as 64-bit hashes, oldest first.
 *
 * <p>Two ids of one visitor with the same hash count as one: with a million ids the chance is 1 in
 * 30 million. Ids beyond {@link #MAX} move to the overflow store in halves, so that most events
 * write the record only.
 */
public final class SeenIds implements Section {
  /** Where it is in a record. */
  public static final SectionType<SeenIds> SECTION =
      new SectionType<>(1, SeenIds::read, SeenIds::new);

  public static final int MAX = 128;
  private static final long[] NONE = {};

  private long[] hashes;
  private int size;
  private boolean overflowed;
  private boolean changed;

  SeenIds() {
    hashes = new long[8];
  }

  private SeenIds(long[] hashes, int size, boolean overflowed) {
    this.hashes = hashes;
    this.size = size;
    this.overflowed = overflowed;
  }

  static SeenIds read(ByteReader in) {
    boolean overflowed = in.readByte() == 1;
    int size = in.remaining() / Long.BYTES;
    var hashes = new long[size + 1];
    for (int i = 0; i < size; i++) {
      hashes[i] = in.readLongBigEndian();
    }
    return new SeenIds(hashes, size, overflowed);
  }

  /** Whether the id with this hash is among the latest ones. */
  public boolean contains(long hash) {
    for (int i = 0; i < size; i++) {
      if (hashes[i] == hash) {
        return true;
      }
    }
    return false;
  }

  /** The number of ids in this section. */
  public int size() {
    return size;
  }

  /** Whether older ids are in the overflow store. */
  public boolean overflowed() {
    return overflowed;
  }

  /** The id at this index, oldest first. */
  public long get(int place) {
    return hashes[Objects.checkIndex(place, size)];
  }

  /** Marks that older ids are in the overflow store, though none was moved from here. */
  public void markOverflowed() {
    overflowed = true;
    changed = true;
  }

  /** Adds an id; returns those that must move to the overflow store, usually none. */
  public long[] add(long hash) {
    long[] moved = NONE;
    if (size == MAX) {
      moved = Arrays.copyOf(hashes, MAX / 2);
      size = MAX - moved.length;
      System.arraycopy(hashes, moved.length, hashes, 0, size);
      overflowed = true;
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.min(MAX, size + size / 2 + 1));
    }
    hashes[size++] = hash;
    changed = true;
    return moved;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeByte(overflowed ? 1 : 0);
    for (int i = 0; i < size; i++) {
      out.writeLongBigEndian(hashes[i]);
    }
  }

  @Override
  public boolean changed() {
    return changed;
  }
}
