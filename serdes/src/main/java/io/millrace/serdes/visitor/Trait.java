package io.millrace.serdes.visitor;

/**
 * A trait of a visitor.
 *
 * @param updatedAt event time of the identify event that set it, epoch milliseconds
 */
public record Trait(TraitValue value, long updatedAt) {
  boolean supersedes(Trait other) {
    return updatedAt == other.updatedAt
        ? value.compareTo(other.value) > 0
        : updatedAt > other.updatedAt;
  }
}
