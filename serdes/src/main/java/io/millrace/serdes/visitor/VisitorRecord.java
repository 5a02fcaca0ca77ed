package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.Arrays;
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

  /** What most records have place for; a record with a section of a later version grows. */
  private static final int USUAL_SECTIONS = 8;

  private final byte[] bytes;
  private int[] offsets = new int[USUAL_SECTIONS];
  private int[] lengths = new int[USUAL_SECTIONS];
  private @Nullable Section[] decoded = new @Nullable Section[USUAL_SECTIONS];

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
    record.decoded[Identity.SECTION.number()] = identity;
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
      if (section >= SectionType.MAX_SECTIONS) {
        throw new MalformedBytes(
            "a section's number must be below %d, but was %d"
                .formatted(SectionType.MAX_SECTIONS, section));
      }
      record.makePlaceFor(section);
      record.offsets[section] = in.position();
      record.lengths[section] = length;
      in.skip(length);
    }
    return record;
  }

  /**
   * The section of a type, decoded when it is first asked for. Whoever changes it need not put it
   * back.
   */
  @SuppressWarnings("unchecked") // A number has one type.
  public <S extends Section> S section(SectionType<S> type) {
    int number = type.number();
    makePlaceFor(number);
    Section known = decoded[number];
    if (known == null) {
      known =
          lengths[number] == 0
              ? type.fresh().get()
              : type.read().apply(new ByteReader(bytes, offsets[number], lengths[number]));
      decoded[number] = known;
    }
    return (S) known;
  }

  /** Whether there is such a section, or somebody asked for it; decodes nothing. */
  public boolean has(SectionType<?> type) {
    int number = type.number();
    return number < lengths.length && (lengths[number] > 0 || decoded[number] != null);
  }

  /** The latest message ids. */
  public SeenIds seenIds() {
    return section(SeenIds.SECTION);
  }

  /** What identify events told of the visitor. */
  public Traits traits() {
    return section(Traits.SECTION);
  }

  /** The latest sessions. */
  public SessionLog sessions() {
    return section(SessionLog.SECTION);
  }

  /** What the segments of the tenant know of the visitor. */
  public SegmentState segments() {
    return section(SegmentState.SECTION);
  }

  /** Which names are this visitor. */
  public Identity identity() {
    return section(Identity.SECTION);
  }

  /** The name that this alias points to, or {@code ""}; most records know it without decoding. */
  public String aliasOf() {
    return has(Identity.SECTION) ? identity().aliasOf() : "";
  }

  /** Makes an alias its own root again. */
  public void endAlias() {
    decoded[Identity.SECTION.number()] = identity().asRoot();
  }

  /** The bytes of all sections, in the order of their numbers. */
  public byte[] toBytes() {
    var out = new ByteWriter(bytes.length + 64);
    out.writeByte(VERSION);
    var scratch = new ByteWriter(256);
    for (int number = 0; number < lengths.length; number++) {
      writeSection(number, out, scratch);
    }
    return out.toBytes();
  }

  private void writeSection(int number, ByteWriter out, ByteWriter scratch) {
    Section section = decoded[number];
    if (section != null && section.changed()) {
      section.write(scratch.reset());
      out.writeByte(number).writeVarint(scratch.size()).writeAll(scratch);
    } else if (lengths[number] > 0) {
      out.writeByte(number)
          .writeVarint(lengths[number])
          .writeBytes(bytes, offsets[number], lengths[number]);
    }
  }

  private void makePlaceFor(int number) {
    if (number >= lengths.length) {
      offsets = Arrays.copyOf(offsets, SectionType.MAX_SECTIONS);
      lengths = Arrays.copyOf(lengths, SectionType.MAX_SECTIONS);
      decoded = Arrays.copyOf(decoded, SectionType.MAX_SECTIONS);
    }
  }
}
