package io.millrace.serdes.visitor;

/**
 * What is known of a visitor under one name.
 *
 * @param updatedAt event time of the identify that said so, epoch milliseconds
 */
public record Trait(TraitValue value, long updatedAt) {
  boolean supersedes(Trait other) {
    return updatedAt == other.updatedAt
        ? value.compareTo(other.value) > 0
        : updatedAt > other.updatedAt;
  }
}
