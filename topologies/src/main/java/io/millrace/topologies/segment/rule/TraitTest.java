package io.millrace.topologies.segment.rule;

import io.millrace.serdes.filter.EventFilter.Comparison;
import io.millrace.serdes.filter.NumberText;
import io.millrace.serdes.visitor.Trait;
import io.millrace.serdes.visitor.TraitValue;
import io.millrace.serdes.visitor.Traits;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A condition on a trait. A visitor without the trait has the text {@code ""} and no number. */
public sealed interface TraitTest {
  /** The name of the trait. */
  String trait();

  /** Whether it holds for a visitor with these traits. */
  default boolean holds(Traits traits) {
    Trait known = traits.all().get(trait());
    return test(known == null ? null : known.value());
  }

  /** Whether it holds for this value. */
  boolean test(@Nullable TraitValue value);

  /** The trait's text is one of these. */
  record In(String trait, Set<String> values) implements TraitTest {
    public In {
      values = Set.copyOf(values);
    }

    /** The values in a stable order. */
    public List<String> sorted() {
      return List.copyOf(new TreeSet<>(values));
    }

    @Override
    public boolean test(@Nullable TraitValue value) {
      return values.contains(text(value));
    }
  }

  /** The trait's text contains this part, case-sensitively. */
  record Contains(String trait, String part) implements TraitTest {
    @Override
    public boolean test(@Nullable TraitValue value) {
      return text(value).contains(part);
    }
  }

  /** The visitor has the trait. */
  record Exists(String trait) implements TraitTest {
    @Override
    public boolean test(@Nullable TraitValue value) {
      return !text(value).isEmpty();
    }
  }

  /** The trait's number satisfies the comparison with the bound; false without a number. */
  record Compare(String trait, Comparison comparison, double bound) implements TraitTest {
    @Override
    public boolean test(@Nullable TraitValue value) {
      return value instanceof TraitValue.Numeric(double number) && comparison.test(number, bound);
    }
  }

  /** The value as text, formatted as for filters on properties; {@code ""} for none. */
  static String text(@Nullable TraitValue value) {
    return switch (value) {
      case null -> "";
      case TraitValue.Text(var text) -> text;
      case TraitValue.Numeric(var number) -> NumberText.of(number);
      case TraitValue.Flag(var flag) -> Boolean.toString(flag);
    };
  }
}
