package io.millrace.topologies.segment;

import io.millrace.serdes.visitor.VisitorKey;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates all visitors of a tenant whose rules have changed, a bounded number at a time, and
 * records when it is complete. It starts again after a restart, which changes nothing for visitors
 * that were already evaluated.
 */
final class RuleScan {
  private final KeyValueStore<Bytes, byte[]> visitors;
  private final Members members;
  private final RuleSets books;
  private long seen = -1;
  private @Nullable Pass pass;

  /** The pass over the visitors of one tenant. */
  private record Pass(String tenant, long rules, Bytes next) {}

  RuleScan(KeyValueStore<Bytes, byte[]> visitors, Members members, RuleSets books) {
    this.visitors = visitors;
    this.members = members;
    this.books = books;
  }

  /**
   * Continues the scan.
   *
   * @param most the maximum number of visitors
   * @param evaluate evaluates a visitor by the current rules
   */
  void step(int most, Consumer<VisitorKey> evaluate) {
    RuleSets.Books current = books.current();
    if (current.number() != seen) {
      pass = next(current);
      seen = pass == null ? current.number() : seen;
    }
    Pass running = pass;
    if (running != null) {
      pass = go(running, most, evaluate);
    }
  }

  /** A tenant whose visitors are not all evaluated. */
  private @Nullable Pass next(RuleSets.Books current) {
    Pass running = pass;
    for (String tenant : current.tenants()) {
      long rules = current.of(tenant).hash();
      if (members.evaluatedBy(tenant) != rules) {
        return running != null && running.tenant().equals(tenant) && running.rules() == rules
            ? running
            : new Pass(tenant, rules, Bytes.wrap(VisitorKey.tenantPrefix(tenant)));
      }
    }
    return null;
  }

  private @Nullable Pass go(Pass running, int most, Consumer<VisitorKey> evaluate) {
    try (KeyValueIterator<Bytes, byte[]> entries =
        visitors.range(running.next(), end(running.tenant()))) {
      for (int i = 0; entries.hasNext(); i++) {
        if (i == most) {
          return new Pass(running.tenant(), running.rules(), entries.peekNextKey());
        }
        evaluate.accept(VisitorKey.fromBytes(entries.next().key.get()));
      }
    }
    members.setEvaluatedBy(running.tenant(), running.rules());
    return null;
  }

  /** After every name: UTF-8 has no byte of this value. */
  private static Bytes end(String tenant) {
    byte[] prefix = VisitorKey.tenantPrefix(tenant);
    byte[] end = Arrays.copyOf(prefix, prefix.length + 1);
    end[prefix.length] = (byte) 0xff;
    return Bytes.wrap(end);
  }
}
