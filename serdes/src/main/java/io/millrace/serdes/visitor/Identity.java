package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which names identify the same visitor. A root keeps the record of them all; an alias keeps this
 * section only and points to its root.
 *
 * <p>An alias always points to a name above its own: first by rank, then by name. A root's rank
 * only grows and an alias's is fixed, so that aliases never form a cycle, in whatever order names
 * are linked.
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

  /** The name that this alias points to, or {@code ""} for a root. */
  public String aliasOf() {
    return aliasOf;
  }

  /** Whether this name is an alias of another. */
  public boolean isAlias() {
    return !aliasOf.isEmpty();
  }

  /** The user id that this name was linked to first, or {@code ""}. */
  public String claimedBy() {
    return claimedBy;
  }

  /** 0 for a name without links; of two roots that meet, the one of higher rank stays. */
  public long rank() {
    return rank;
  }

  /** All aliases of this root. */
  public Set<String> aliases() {
    return Collections.unmodifiableSet(aliases);
  }

  /** Sets the user id that claims this name, unless one did before. */
  public void claim(String by) {
    claimedBy = by;
    changed = true;
  }

  /** Raises the rank to at least this. */
  public void raise(long atLeast) {
    if (rank < atLeast) {
      rank = atLeast;
      changed = true;
    }
  }

  /** Whether {@code self}, whose identity this is, must become the alias of the other. */
  public boolean isBelow(String self, String other, long otherRank) {
    return rank == otherRank ? self.compareTo(other) < 0 : rank < otherRank;
  }

  /** Adds aliases to this root, up to {@link #MAX_ALIASES}. */
  public void add(Collection<String> names) {
    changed |= aliases.addAll(names);
  }

  /** Removes an alias from this root. */
  public void remove(String alias) {
    changed |= aliases.remove(alias);
  }

  /** The identity that remains once this name is an alias of the root. */
  public Identity asAliasOf(String root) {
    Identity alias = asRoot();
    alias.aliasOf = root;
    return alias;
  }

  /** The identity of a former alias that is its own root again. */
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
