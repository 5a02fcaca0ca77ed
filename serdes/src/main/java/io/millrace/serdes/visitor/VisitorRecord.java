package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a visitor, in one value of the store {@code visitors}.
 *
 * <p>Bytes: the format version, then for each section its number, its length and its bytes. A
 * section is decoded on first access; an unchanged one is copied as it was, also one that is
 * unknown to this version. Mutable, for one thread.
 */
public final class VisitorRecord {
  private static final int VERSION = 1;
  private static final int SEEN_IDS = 1;
  private static final int TRAITS = 2;
  private static final int SESSIONS = 3;
  private static final int SEGMENTS = 4;
  private static final int IDENTITY = 5;
  private static final int MAX_SECTIONS = 32;

  private final byte[] bytes;
  private final int[] offsets = new int[MAX_SECTIONS];
  private final int[] lengths = new int[MAX_SECTIONS];
  private @Nullable SeenIds seenIds;
  private @Nullable Traits traits;
  private @Nullable SessionLog sessions;
  private @Nullable SegmentState segments;
  private @Nullable Identity identity;

  private VisitorRecord(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The record of a new visitor. */
  public static VisitorRecord fresh() {
    return new VisitorRecord(new byte[0]);
  }

  /** The record of an alias. */
  public static VisitorRecord of(Identity identity) {
    VisitorRecord record = fresh();
    record.identity = identity;
    return record;
  }

  /** Reads a record; throws {@link MalformedBytes} if the bytes are not one. */
  public static VisitorRecord fromBytes(byte[] bytes) {
    var record = new VisitorRecord(bytes);
    var in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "a visitor record must have format %d, but had %d".formatted(VERSION, version));
    }
    while (in.remaining() > 0) {
      int section = in.readByte();
      int length = in.readLength();
      if (section >= MAX_SECTIONS) {
        throw new MalformedBytes(
            "a section's number must be below %d, but was %d".formatted(MAX_SECTIONS, section));
      }
      record.offsets[section] = in.position();
      record.lengths[section] = length;
      in.skip(length);
    }
    return record;
  }

  /** The section of message ids, for deduplication. */
  public SeenIds seenIds() {
    SeenIds known = seenIds;
    if (known == null) {
      known = section(SEEN_IDS, SeenIds::read, SeenIds::new);
      seenIds = known;
    }
    return known;
  }

  /** The section of traits. */
  public Traits traits() {
    Traits known = traits;
    if (known == null) {
      known = section(TRAITS, Traits::read, Traits::new);
      traits = known;
    }
    return known;
  }

  /** The section of recent sessions. */
  public SessionLog sessions() {
    SessionLog known = sessions;
    if (known == null) {
      known = section(SESSIONS, SessionLog::read, SessionLog::new);
      sessions = known;
    }
    return known;
  }

  /** The section of segment slots and memberships. */
  public SegmentState segments() {
    SegmentState known = segments;
    if (known == null) {
      known = section(SEGMENTS, SegmentState::read, SegmentState::new);
      segments = known;
    }
    return known;
  }

  /** The section of identity: root, aliases and rank. */
  public Identity identity() {
    Identity known = identity;
    if (known == null) {
      known = section(IDENTITY, Identity::read, Identity::new);
      identity = known;
    }
    return known;
  }

  /** The name that this alias points to, or {@code ""}; most records know it without decoding. */
  public String aliasOf() {
    return identity == null && lengths[IDENTITY] == 0 ? "" : identity().aliasOf();
  }

  /** Makes an alias its own root again. */
  public void endAlias() {
    identity = identity().asRoot();
  }

  /** The record in bytes; unchanged sections are copied. */
  public byte[] toBytes() {
    var out = new ByteWriter(bytes.length + 64);
    out.writeByte(VERSION);
    var scratch = new ByteWriter(256);
    for (int number = 0; number < MAX_SECTIONS; number++) {
      writeSection(number, out, scratch);
    }
    return out.toBytes();
  }

  private void writeSection(int number, ByteWriter out, ByteWriter scratch) {
    Section decoded = decoded(number);
    if (decoded != null && decoded.changed()) {
      decoded.write(scratch.reset());
      out.writeByte(number).writeVarint(scratch.size()).writeAll(scratch);
    } else if (lengths[number] > 0) {
      out.writeByte(number)
          .writeVarint(lengths[number])
          .writeBytes(bytes, offsets[number], lengths[number]);
    }
  }

  private @Nullable Section decoded(int number) {
    return switch (number) {
      case SEEN_IDS -> seenIds;
      case TRAITS -> traits;
      case SESSIONS -> sessions;
      case SEGMENTS -> segments;
      case IDENTITY -> identity;
      default -> null;
    };
  }

  private <S extends Section> S section(
      int number, Function<ByteReader, S> read, Supplier<S> fresh) {
    return lengths[number] == 0
        ? fresh.get()
        : read.apply(new ByteReader(bytes, offsets[number], lengths[number]));
  }
}
