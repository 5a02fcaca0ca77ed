package io.millrace.topologies.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.visitor.TraitValue;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.TimeBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * Visitors that are tied at random, in chains and in circles, with messages that arrive in any
 * order and a restart on the way, against a model that knows from the start who is who.
 *
 * <p>Message ids are distinct across visitors: one that two names sent before they were tied is
 * counted under both, and stays so.
 */
class VisitorMergeTest {
  private static final int SCENARIOS_PER_TRY = 8;

  /** Few long sessions; more than a record holds; mostly sessions of one event. */
  private static final int[] SPANS_SECONDS = {50_000, 250_000, 3_000_000};

  record Span(long started, long ended, long events) {}

  record Told(String text, long at) {}

  @Property(tries = 10_000)
  @AddLifecycleHook(TimeBudget.class)
  void theRootHasEverythingOfAllItsNames(@ForAll long seed) {
    var random = new Random(seed);
    try (var running = new HeldMessages()) {
      var sent = new TreeMap<String, List<Event>>();
      for (int i = 0; i < SCENARIOS_PER_TRY; i++) {
        String tenant = "tenant-" + i;
        sent.put(tenant, run(running, random, tenant));
      }
      running.restart();
      while (running.hasUnderWay()) {
        running.deliver(random);
      }
      sent.forEach((tenant, events) -> check(running, tenant, events));
    }
  }

  /** Leaves messages under way. */
  private static List<Event> run(HeldMessages running, Random random, String tenant) {
    int names = 2 + random.nextInt(5);
    int size = 1 + random.nextInt(random.nextInt(4) == 0 ? 400 : 60);
    int seconds = SPANS_SECONDS[random.nextInt(SPANS_SECONDS.length)];
    int identifyEvery = 2 + random.nextInt(20);
    int deliveries = random.nextInt(4);
    var sent = new ArrayList<Event>();
    for (int i = 0; i < size; i++) {
      Event event =
          !sent.isEmpty() && random.nextInt(6) == 0
              ? sent.get(random.nextInt(sent.size()))
              : event(random, tenant, names, seconds, identifyEvery, i);
      sent.add(event);
      running.send(event);
      for (int n = random.nextInt(deliveries + 1); n > 0 && running.hasUnderWay(); n--) {
        running.deliver(random);
      }
    }
    return sent;
  }

  private static Event event(
      Random random, String tenant, int names, int seconds, int identifyEvery, int number) {
    String visitor = "v" + random.nextInt(names);
    String id = "id-" + number;
    long occurredAt = IdentityEvents.NOON + random.nextInt(seconds) * 1000L;
    if (random.nextInt(identifyEvery) != 0) {
      return IdentityEvents.browse(tenant, visitor, id, occurredAt);
    }
    String anonymous = "v" + random.nextInt(names);
    // Few moments, so that some traits are told twice for the same one.
    long told = random.nextBoolean() ? occurredAt : IdentityEvents.NOON;
    Map<String, String> traits =
        Map.of("trait-" + random.nextInt(3), "value-" + random.nextInt(1000));
    return IdentityEvents.identify(tenant, visitor, anonymous, id, told, traits);
  }

  private static void check(HeldMessages running, String tenant, List<Event> sent) {
    Set<Event> distinct = new HashSet<>(sent);
    var events = new TreeMap<String, List<Event>>();
    for (Event event : distinct) {
      events
          .computeIfAbsent(root(running, tenant, event.visitor()), root -> new ArrayList<>())
          .add(event);
    }
    everyEventCountsOnce(running, tenant, sent, distinct);
    everyClaimIsKeptOrRefused(running, tenant, distinct);
    aliasesHoldNothing(running, tenant, distinct);
    events.forEach((root, all) -> rootHas(running, tenant, root, all));
    assertThat(rows(running, tenant))
        .as("rows of sessions in %s", tenant)
        .isEqualTo(map(events.keySet(), root -> identities(running.sessions(tenant, root))));
  }

  private static void everyEventCountsOnce(
      HeldMessages running, String tenant, List<Event> sent, Set<Event> distinct) {
    assertThat(running.enriched().stream().filter(event -> event.tenant().equals(tenant)))
        .extracting(Event::id)
        .containsExactlyInAnyOrderElementsOf(distinct.stream().map(Event::id).toList());
    assertThat(running.tallied().stream().filter((tenant + ":duplicate")::equals))
        .hasSize(sent.size() - distinct.size());
    assertThat(running.tallied()).doesNotContain(tenant + ":alias-loop");
  }

  private static void everyClaimIsKeptOrRefused(
      HeldMessages running, String tenant, Set<Event> distinct) {
    boolean refused = running.tallied().contains(tenant + ":identify-conflict");
    var kept = new HashMap<String, Boolean>();
    for (Event event : distinct) {
      if (event.type() == EventType.IDENTIFY && !event.anonymousId().equals(event.userId())) {
        boolean tied =
            root(running, tenant, event.anonymousId())
                .equals(root(running, tenant, event.userId()));
        kept.merge(event.anonymousId(), tied, Boolean::logicalOr);
        assertThat(tied || refused).isTrue();
      }
    }
    assertThat(kept.values()).doesNotContain(false);
  }

  private static void aliasesHoldNothing(HeldMessages running, String tenant, Set<Event> distinct) {
    var aliases = new TreeMap<String, Set<String>>();
    for (String name : names(distinct)) {
      String root = root(running, tenant, name);
      aliases.computeIfAbsent(root, any -> new TreeSet<>());
      if (!root.equals(name)) {
        aliases.get(root).add(name);
        VisitorRecord record = running.record(tenant, name);
        assertThat(record.toBytes())
            .isEqualTo(VisitorRecord.of(record.identity().asAliasOf(record.aliasOf())).toBytes());
        assertThat(running.overflow(tenant, name)).isEmpty();
      }
    }
    aliases.forEach(
        (root, names) ->
            assertThat(running.record(tenant, root).identity().aliases()).isEqualTo(names));
  }

  private static void rootHas(
      HeldMessages running, String tenant, String root, List<Event> events) {
    assertThat(running.sessions(tenant, root).stream().map(VisitorMergeTest::span))
        .containsExactlyElementsOf(spans(events));
    assertThat(events)
        .allSatisfy(event -> assertThat(running.hasSeen(tenant, root, event.id())).isTrue());
    assertThat(told(running.record(tenant, root))).isEqualTo(told(events));
  }

  private static String root(HeldMessages running, String tenant, String name) {
    String root = name;
    for (int hops = 0; !running.record(tenant, root).aliasOf().isEmpty(); hops++) {
      assertThat(hops).isLessThan(10);
      root = running.record(tenant, root).aliasOf();
    }
    return root;
  }

  private static Set<String> names(Set<Event> events) {
    var names = new TreeSet<String>();
    for (Event event : events) {
      names.add(event.visitor());
      if (!event.anonymousId().isEmpty()) {
        names.add(event.anonymousId());
      }
    }
    return names;
  }

  private static Map<String, Told> told(VisitorRecord record) {
    var told = new TreeMap<String, Told>();
    record
        .traits()
        .all()
        .forEach(
            (name, trait) ->
                told.put(
                    name, new Told(((TraitValue.Text) trait.value()).text(), trait.updatedAt())));
    return told;
  }

  private static Map<String, Told> told(List<Event> events) {
    var told = new TreeMap<String, Told>();
    for (Event event : events) {
      event
          .properties()
          .texts()
          .forEach(
              (name, text) ->
                  told.merge(name, new Told(text, event.occurredAt()), VisitorMergeTest::later));
    }
    return told;
  }

  private static Told later(Told a, Told b) {
    if (a.at == b.at) {
      return a.text.compareTo(b.text) > 0 ? a : b;
    }
    return a.at > b.at ? a : b;
  }

  /** The sessions that the table shows in the end, by visitor. */
  private static Map<String, Set<List<Long>>> rows(HeldMessages running, String tenant) {
    var newest = new LinkedHashMap<List<Object>, SessionChange>();
    for (SessionChange change : running.sessionChanges()) {
      if (change.tenant().equals(tenant)) {
        SessionChange known =
            newest.put(List.of(change.visitor(), change.session().opened()), change);
        assertThat(known == null || known.session().version() < change.session().version())
            .as("%s follows %s", change, known)
            .isTrue();
      }
    }
    var rows = new TreeMap<String, Set<List<Long>>>();
    for (SessionChange change : newest.values()) {
      if (!change.deleted()) {
        rows.computeIfAbsent(change.visitor(), visitor -> new HashSet<>())
            .addAll(identities(List.of(change.session())));
      }
    }
    return rows;
  }

  private static Set<List<Long>> identities(List<Session> sessions) {
    var identities = new HashSet<List<Long>>();
    for (Session session : sessions) {
      identities.add(
          List.of(
              session.opened(),
              session.started(),
              session.ended(),
              session.events(),
              session.version()));
    }
    return identities;
  }

  private static <V> Map<String, V> map(Set<String> keys, Function<String, V> value) {
    var map = new TreeMap<String, V>();
    keys.forEach(key -> map.put(key, value.apply(key)));
    return map;
  }

  private static Span span(Session session) {
    return new Span(session.started(), session.ended(), session.events());
  }

  private static List<Span> spans(List<Event> events) {
    var spans = new ArrayList<Span>();
    for (long time : events.stream().mapToLong(Event::occurredAt).sorted().toArray()) {
      if (spans.isEmpty() || time - spans.getLast().ended > Session.GAP_MS) {
        spans.add(new Span(time, time, 1));
      } else {
        Span last = spans.removeLast();
        spans.add(new Span(last.started, time, last.events + 1));
      }
    }
    return spans;
  }
}
