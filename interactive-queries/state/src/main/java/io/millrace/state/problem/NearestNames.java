package io.millrace.state.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The known names that someone may have meant. */
public final class NearestNames {
  private static final int MAX_NAMES = 3;

  /** A longer name is not compared: the work grows with its length. */
  private static final int MAX_LENGTH = 200;

  private NearestNames() {}

  /**
   * At most three of the known names, nearest first, and none that differs in half of its
   * characters.
   */
  public static List<String> of(String name, Collection<String> known) {
    if (name.length() > MAX_LENGTH) {
      return List.of();
    }
    return known.stream()
        .distinct()
        .map(candidate -> new Candidate(candidate, distance(name, candidate)))
        .filter(candidate -> candidate.distance <= Math.max(1, candidate.name.length() / 2))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(MAX_NAMES)
        .map(Candidate::name)
        .toList();
  }

  private record Candidate(String name, int distance) {}

  /** The Levenshtein distance: how many characters to insert, remove or replace. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
