package io.millrace.topologies.segment;

import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.definition.DefinitionView;
import io.millrace.topologies.segment.rule.SegmentKind;
import io.millrace.topologies.segment.rule.Segments;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/** The rules of all tenants as seen by a task. */
public final class RuleSets {
  private final DefinitionView<Segments> segments;
  private Segments seen = Segments.NONE;
  private Books books = new Books(0, Map.of());

  /**
   * A snapshot of the rules of all tenants.
   *
   * @param number increases with each change
   */
  public record Books(long number, Map<String, RuleSet> ofTenants) {
    public Books {
      ofTenants = Map.copyOf(ofTenants);
    }

    /** The rules of the tenant; {@link RuleSet#EMPTY} if it has none. */
    public RuleSet of(String tenant) {
      return ofTenants.getOrDefault(tenant, RuleSet.EMPTY);
    }

    Set<String> tenants() {
      return ofTenants.keySet();
    }
  }

  public RuleSets(DefinitionChanges changes, Topics topics, ProcessingContext context) {
    segments =
        new DefinitionView<>(
            changes, SegmentKind.INSTANCE, Segments.NONE, Segments::next, topics, context);
  }

  /** The current rules; the same object until something changes. */
  public Books current() {
    Segments current = segments.current();
    if (current != seen) {
      var ofTenants = new HashMap<String, RuleSet>();
      for (String tenant : current.tenants()) {
        ofTenants.put(
            tenant,
            current.sameFor(tenant, seen)
                ? books.of(tenant)
                : RuleSet.of(current.of(tenant), current.removed(tenant)));
      }
      books = new Books(books.number() + 1, ofTenants);
      seen = current;
    }
    return books;
  }

  /** The current rules of the tenant. */
  public RuleSet of(String tenant) {
    return current().of(tenant);
  }
}
