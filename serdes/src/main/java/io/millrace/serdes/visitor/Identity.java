package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which names are one visitor. A root keeps the record of them all; an alias keeps this section
 * alone and says where the rest went.
 *
 * <p>An alias always points to a name above its own: first by rank, then by name. A root's rank
 * only grows and an alias's stays, so that aliases never point in a circle, in whatever order names
 * are tied.
 */
public final class Identity implements Section {
  /** Where it is in a record. */
  public static final SectionType<Identity> SECTION =
      new SectionType<>(5, Identity::read, Identity::new);

  /** A visitor with so many other names gets no more; the counter {@code aliases-full} tells. */
  public static final int MAX_ALIASES = 1000;

  private final Set<String> aliases = new TreeSet<>();
  private String aliasOf = "";
  private String claimedBy = "";
  private long rank;
  private boolean changed;

  static Identity read(ByteReader in) {
    var identity = new Identity();
    identity.rank = in.readVarint();
    identity.claimedBy = in.readText();
    identity.aliasOf = in.readText();
    while (in.remaining() > 0) {
      identity.aliases.add(in.readText());
    }
    return identity;
  }

  /** The name that this one stands for, or {@code ""} for a root. */
  public String aliasOf() {
    return aliasOf;
  }

  public boolean isAlias() {
    return !aliasOf.isEmpty();
  }

  /** The user id that this name was tied to first, or {@code ""}. */
  public String claimedBy() {
    return claimedBy;
  }

  /** 0 for a name that nothing was tied to; of two roots that meet, the higher one stays. */
  public long rank() {
    return rank;
  }

  /** All other names of this root. */
  public Set<String> aliases() {
    return Collections.unmodifiableSet(aliases);
  }

  public void claim(String by) {
    claimedBy = by;
    changed = true;
  }

  public void raise(long atLeast) {
    if (rank < atLeast) {
      rank = atLeast;
      changed = true;
    }
  }

  /** Whether {@code self}, whose identity this is, must give way to the other. */
  public boolean isBelow(String self, String other, long otherRank) {
    return rank == otherRank ? self.compareTo(other) < 0 : rank < otherRank;
  }

  public void add(Collection<String> names) {
    changed |= aliases.addAll(names);
  }

  public void remove(String alias) {
    changed |= aliases.remove(alias);
  }

  /** What an alias keeps. */
  public Identity asAliasOf(String root) {
    Identity alias = asRoot();
    alias.aliasOf = root;
    return alias;
  }

  /** An alias that stands for itself again. */
  public Identity asRoot() {
    var root = new Identity();
    root.rank = rank;
    root.claimedBy = claimedBy;
    root.changed = true;
    return root;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeVarint(rank).writeText(claimedBy).writeText(aliasOf);
    aliases.forEach(out::writeText);
  }

  @Override
  public boolean changed() {
    return changed;
  }
}
