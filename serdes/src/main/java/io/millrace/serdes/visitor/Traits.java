package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The visitor's traits, set by identify events. Of two values the one with the later event time
 * wins, at the same time the greater one, so that the order of arrival does not matter.
 */
public final class Traits implements Section {
  /** Where it is in a record. */
  public static final SectionType<Traits> SECTION = new SectionType<>(2, Traits::read, Traits::new);

  /** Names beyond this many are not kept; the counter {@code traits-full} tells. */
  public static final int MAX = 256;

  private final Map<String, Trait> traits = new TreeMap<>();
  private boolean changed;

  static Traits read(ByteReader in) {
    var section = new Traits();
    while (in.remaining() > 0) {
      String name = in.readText();
      TraitValue value =
          switch (in.readByte()) {
            case 0 -> new TraitValue.Text(in.readText());
            case 1 -> new TraitValue.Numeric(in.readDouble());
            case 2 -> new TraitValue.Flag(in.readByte() == 1);
            default -> throw new MalformedBytes("a trait's kind must be 0, 1 or 2");
          };
      section.traits.put(name, new Trait(value, in.readZigzag()));
    }
    return section;
  }

  /** All traits by name, unmodifiable. */
  public Map<String, Trait> all() {
    return Collections.unmodifiableMap(traits);
  }

  /** The trait if it is a string, else {@code ""}. */
  public String text(String name) {
    Trait trait = traits.get(name);
    return trait != null && trait.value() instanceof TraitValue.Text(var text) ? text : "";
  }

  /**
   * Sets a trait unless a later value is present; returns false if the limit of names is reached.
   */
  public boolean put(String name, Trait trait) {
    Trait known = traits.get(name);
    if (known == null && traits.size() >= MAX) {
      return false;
    }
    if (known == null || trait.supersedes(known)) {
      traits.put(name, trait);
      changed = true;
    }
    return true;
  }

  @Override
  public void write(ByteWriter out) {
    traits.forEach(
        (name, trait) -> {
          out.writeText(name);
          switch (trait.value()) {
            case TraitValue.Text(var text) -> out.writeByte(0).writeText(text);
            case TraitValue.Numeric(var number) -> out.writeByte(1).writeDouble(number);
            case TraitValue.Flag(var flag) -> out.writeByte(2).writeByte(flag ? 1 : 0);
          }
          out.writeZigzag(trait.updatedAt());
        });
  }

  @Override
  public boolean changed() {
    return changed;
  }
}
