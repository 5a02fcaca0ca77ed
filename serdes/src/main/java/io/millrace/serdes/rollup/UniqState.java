package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The state of ClickHouse's {@code uniq} over UInt64 values, in its bytes: a skip degree, a varint
 * count, that many little-endian UInt32.
 *
 * <p>An element is the low half of a value's Murmur3 finalizer. While there are at most 65,536
 * elements all are kept and the result is their exact number (but for collisions in 32 bits); past
 * that only those divisible by 2 to the skip degree stay. Source: ClickHouse, UniquesHashSet.h.
 */
public final class UniqState implements MeasureState {
  /** The relative standard error of an estimate: it rests on 32,768 elements at least. */
  public static final double ERROR = 0.0055;

  static final int MAX_ELEMENTS = 1 << 16;
  private static final int MIN_CAPACITY = 4;
  private static final long TWO_TO_32 = 1L << 32;

  /** Open addressing; zero marks a free place, so the element zero is kept in a flag. */
  private int[] table = new int[MIN_CAPACITY];

  private boolean hasZero;
  private int size;
  private int skipDegree;

  /** Adds a value by its 64-bit hash, such as {@code Hash.of(visitor)}. */
  public void add(long value) {
    addElement((int) finalizer(value));
  }

  /** Adds the event's value of the field, if it has one. */
  void add(Field field, Event event) {
    String text = field.text(event);
    if (!text.isEmpty()) {
      add(Hash.of(text));
    }
  }

  /** Whether elements are skipped and the result is an estimate. */
  public boolean estimates() {
    return skipDegree > 0;
  }

  @Override
  public void merge(MeasureState other) {
    var that = (UniqState) other;
    if (that.skipDegree > skipDegree) {
      skipDegree = that.skipDegree;
      rehash(table.length);
    }
    if (that.hasZero) {
      addElement(0);
    }
    for (int element : that.table) {
      if (element != 0) {
        addElement(element);
      }
    }
  }

  /** The number of distinct values, estimated as ClickHouse does once elements are skipped. */
  @Override
  public Long result() {
    if (skipDegree == 0) {
      return (long) size;
    }
    long estimate = (long) size << skipDegree;
    estimate += crc32c(size) & ((1L << skipDegree) - 1);
    double free = Math.log((double) TWO_TO_32) - Math.log((double) (TWO_TO_32 - estimate));
    return Math.round(TWO_TO_32 * free);
  }

  @Override
  public void write(ByteWriter out) {
    out.writeByte(skipDegree).writeVarint(size);
    if (hasZero) {
      out.writeIntLittleEndian(0);
    }
    var elements = new int[size + 1];
    int count = 0;
    for (int element : table) {
      // A free place is overwritten by the next element: a branch that skips it is slower.
      elements[count] = element;
      count += element == 0 ? 0 : 1;
    }
    out.writeIntsLittleEndian(elements, count);
  }

  /** The state in ClickHouse's bytes. */
  public byte[] toBytes() {
    var out = new ByteWriter(6 + 4 * size);
    write(out);
    return out.toBytes();
  }

  /** Reads a state of this class or of ClickHouse. */
  public static UniqState read(ByteReader in) {
    var state = new UniqState();
    state.skipDegree = in.readByte();
    long count = in.readVarint();
    if (state.skipDegree > 32 || count < 0 || count > in.remaining() / 4) {
      throw new MalformedBytes(
          "a uniq state must fit its bytes, but had skip degree %d and %d elements"
              .formatted(state.skipDegree, count));
    }
    state.table = new int[capacityFor((int) count)];
    for (int i = 0; i < count; i++) {
      state.addElement(in.readIntLittleEndian());
    }
    return state;
  }

  private void addElement(int element) {
    if (!kept(element)) {
      return;
    }
    if (element == 0) {
      size += hasZero ? 0 : 1;
      hasZero = true;
    } else if (insert(element)) {
      size++;
    }
    if (size > MAX_ELEMENTS) {
      shrink();
    } else if (2 * size > table.length) {
      rehash(2 * table.length);
    }
  }

  private boolean kept(int element) {
    return skipDegree == 0 || (element & ((1L << skipDegree) - 1)) == 0;
  }

  private boolean insert(int element) {
    int mask = table.length - 1;
    int place = (element ^ (element >>> 15)) & mask;
    while (table[place] != 0) {
      if (table[place] == element) {
        return false;
      }
      place = (place + 1) & mask;
    }
    table[place] = element;
    return true;
  }

  private void shrink() {
    while (size > MAX_ELEMENTS) {
      skipDegree++;
      rehash(table.length);
    }
  }

  private void rehash(int capacity) {
    int[] old = table;
    table = new int[capacity];
    size = hasZero ? 1 : 0;
    for (int element : old) {
      if (element != 0 && kept(element) && insert(element)) {
        size++;
      }
    }
  }

  private static int capacityFor(int elements) {
    return Math.max(MIN_CAPACITY, Integer.highestOneBit(Math.max(1, elements)) << 2);
  }

  /** The finalizer of Murmur3's 64-bit variant: ClickHouse's {@code intHash64}. */
  private static long finalizer(long value) {
    long hash = value;
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    hash *= 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return hash;
  }

  /** The processor's CRC-32C of a UInt64, seeded with ones and not inverted at the end. */
  private static long crc32c(long value) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value));
    return ~crc.getValue() & 0xFFFF_FFFFL;
  }
}
