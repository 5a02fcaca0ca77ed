package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The latest of some timestamps, or of other numbers that grow with time. Bytes: how many, the
 * latest, then the difference of each to the previous one.
 */
final class Timestamps implements Verdicts.Latest {
  private static final long[] EMPTY = {};

  private final int kept;
  private final boolean distinct;
  private long[] ascending = EMPTY;
  private int size;

  /**
   * @param kept how many are kept
   * @param distinct whether a repeated one is ignored
   */
  Timestamps(int kept, boolean distinct) {
    this.kept = kept;
    this.distinct = distinct;
  }

  Timestamps(int kept, boolean distinct, ByteReader in) {
    this(kept, distinct);
    size = in.readLength();
    ascending = new long[size + 1];
    long timestamp = 0;
    for (int i = size - 1; i >= 0; i--) {
      timestamp = i == size - 1 ? in.readZigzag() : timestamp - in.readVarint();
      ascending[i] = timestamp;
    }
  }

  int size() {
    return size;
  }

  @Override
  public long latest(int nth) {
    return nth > size ? NONE : ascending[size - nth];
  }

  /** Whether it was added: it may be older than all that are kept. */
  boolean add(long timestamp) {
    int place = size;
    while (place > 0 && ascending[place - 1] > timestamp) {
      place--;
    }
    boolean full = size == kept;
    if ((full && place == 0) || (distinct && place > 0 && ascending[place - 1] == timestamp)) {
      return false;
    }
    if (full) {
      place--;
      System.arraycopy(ascending, 1, ascending, 0, place);
    } else {
      if (size == ascending.length) {
        ascending = Arrays.copyOf(ascending, Math.min(kept, size + size / 2 + 2));
      }
      System.arraycopy(ascending, place, ascending, place + 1, size - place);
      size++;
    }
    ascending[place] = timestamp;
    return true;
  }

  void absorb(Timestamps other) {
    for (int i = 0; i < other.size; i++) {
      add(other.ascending[i]);
    }
  }

  /** Drops all up to this timestamp. */
  void dropUntil(long timestamp) {
    int gone = 0;
    while (gone < size && ascending[gone] <= timestamp) {
      gone++;
    }
    System.arraycopy(ascending, gone, ascending, 0, size - gone);
    size -= gone;
  }

  /** The latest of those after a timestamp, oldest first. */
  List<Long> after(long timestamp, int most) {
    var later = new ArrayList<Long>();
    for (int i = Math.max(0, size - most); i < size; i++) {
      if (ascending[i] > timestamp) {
        later.add(ascending[i]);
      }
    }
    return later;
  }

  void write(ByteWriter out) {
    out.writeVarint(size);
    for (int i = size - 1; i >= 0; i--) {
      if (i == size - 1) {
        out.writeZigzag(ascending[i]);
      } else {
        out.writeVarint(ascending[i + 1] - ascending[i]);
      }
    }
  }
}
