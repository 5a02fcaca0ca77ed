package io.millrace.service.segments;

import io.millrace.query.clickhouse.ClickHouseClient;
import io.millrace.serdes.definition.Definition;
import io.millrace.state.activation.DefinitionActivation;
import io.millrace.state.cluster.Instances;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.freshness.Visibility;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.scale.LongRunning;
import io.millrace.state.settings.ServerThread;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.RuleVersion.Tracked;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Segment.Candidate;
import io.millrace.topologies.segment.rule.Segment.CandidateStage;
import io.millrace.topologies.segment.rule.SegmentKind;
import io.millrace.topologies.segment.rule.Segments;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings candidates from queued to ready, and to be active where they are meant to be: the stream
 * begins to count for all that are queued of a tenant at one moment, what came before is read from
 * history once it is there in whole, and then every visitor is evaluated.
 *
 * <p>On a thread of its own, where this instance leads. A build that a restart or a failure ended
 * begins anew, with slots of its own, so that nothing is counted twice.
 */
@Singleton
public final class SegmentBuilds extends ServerThread implements LongRunning {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentBuilds.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Map<String, Object> PRODUCER =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.LINGER_MS_CONFIG,
          20,
          ProducerConfig.COMPRESSION_TYPE_CONFIG,
          "lz4");

  private static final Duration MAX_MARGIN = Duration.ofMinutes(1);

  private final SegmentCatalogue catalog;
  private final SegmentWriter writer;
  private final BuildProgress marks;
  private final DefinitionLog definitions;
  private final ClickHouseClient warehouse;
  private final Visibility visibility;
  private final Instances instances;
  private final ServiceSettings settings;
  private final CurrentLayout layouts;
  private final DefinitionActivation activation;
  private final InstantSource clock;

  /** By tenant. */
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /** From when candidates are begun until they count; grows where all tasks know them later. */
  private Duration margin = Duration.ofSeconds(3);

  /**
   * A tenant's build.
   *
   * @param build none while history is not there in whole
   */
  private record Running(long since, @Nullable SegmentBuild build, boolean sent) {}

  /**
   * How far the build of a tenant is.
   *
   * @param step in words
   * @param read how many events of history have been read
   * @param total how many there are to read; -1 while that is not known
   */
  public record Progress(String step, long read, long total) {}

  SegmentBuilds(
      SegmentCatalogue catalog,
      SegmentWriter writer,
      BuildProgress marks,
      DefinitionLog definitions,
      ClickHouseClient warehouse,
      Visibility visibility,
      Instances instances,
      ServiceSettings settings,
      CurrentLayout layouts,
      DefinitionActivation activation,
      InstantSource clock) {
    super("millrace-segment-builds");
    this.catalog = catalog;
    this.writer = writer;
    this.marks = marks;
    this.definitions = definitions;
    this.warehouse = warehouse;
    this.visibility = visibility;
    this.instances = instances;
    this.settings = settings;
    this.layouts = layouts;
    this.activation = activation;
    this.clock = clock;
  }

  /** How far the candidates of a tenant are; none where none is being built on this instance. */
  public Optional<Progress> progress(String tenant) {
    Running now = running.get(tenant);
    if (now == null) {
      return Optional.empty();
    }
    SegmentBuild build = now.build();
    if (build == null) {
      return Optional.of(new Progress("waits for earlier events to reach ClickHouse", 0, -1));
    }
    String step = now.sent() ? "evaluates all visitors" : "reads history";
    return Optional.of(new Progress(step, build.read(), build.total()));
  }

  /** Whether candidates of any tenant are being built. */
  @Override
  public boolean anyInProgress() {
    Segments segments = catalog.current();
    return segments.tenants().stream()
        .flatMap(tenant -> segments.of(tenant).stream())
        .flatMap(segment -> segment.candidate().stream())
        .anyMatch(candidate -> candidate.stage() == CandidateStage.BUILDING);
  }

  @Override
  protected void run() throws InterruptedException {
    definitions.awaitLoaded();
    while (true) {
      definitions.awaitChange(definitions.changes(), LOOK_EVERY);
      if (!instances.leads()) {
        running.clear();
        continue;
      }
      for (String tenant : catalog.current().tenants()) {
        stepOrAnew(tenant);
      }
    }
  }

  private void stepOrAnew(String tenant) throws InterruptedException {
    try {
      step(tenant);
    } catch (RuntimeException | ExecutionException e) {
      LOG.warn("building the segments of {} failed; retrying", tenant, e);
      running.remove(tenant);
    }
  }

  private void step(String tenant) throws InterruptedException, ExecutionException {
    Running now = running.get(tenant);
    if (now == null) {
      activate(tenant);
      begin(tenant);
    } else if (now.build() == null) {
      read(tenant, now);
    } else {
      finish(tenant, now);
    }
  }

  /** What was being built by somebody who is gone is queued again: its slots may be half filled. */
  private void begin(String tenant) throws InterruptedException {
    List<Segment> waiting = with(tenant, candidate -> candidate.stage() != CandidateStage.READY);
    if (waiting.isEmpty() || layouts.isMoving() || !marks.readable()) {
      return;
    }
    long since = Math.max(clock.millis() + margin.toMillis(), latest(tenant) + 1);
    Map<String, Long> known = filled(tenant);
    for (Segment segment : waiting) {
      changeCandidate(
          segment,
          candidate ->
              new Candidate(
                  counting(candidate.rule(), since, known),
                  CandidateStage.BUILDING,
                  candidate.activates()));
    }
    if (!activation.awaitInForce(since, definitions(waiting))) {
      Duration longer = margin.multipliedBy(2);
      margin = longer.compareTo(MAX_MARGIN) < 0 ? longer : MAX_MARGIN;
      return;
    }
    running.put(tenant, new Running(since, null, false));
    LOG.info("building {} segments of {}", waiting.size(), tenant);
  }

  /** The definitions of segments as they were just written. */
  private List<Definition> definitions(List<Segment> segments) {
    return segments.stream()
        .map(one -> SegmentKind.INSTANCE.key(one.tenant(), one.name()))
        .flatMap(key -> Optional.ofNullable(definitions.get(key)).stream())
        .toList();
  }

  private void read(String tenant, Running now) throws InterruptedException, ExecutionException {
    long since = now.since();
    var backlog = catalog.book(tenant).backlog(since);
    boolean there = visibility.asOf(SourceKind.EVENTS).orElse(Long.MIN_VALUE) >= since;
    if (!there && !backlog.isEmpty()) {
      return;
    }
    PartitionLayout layout = layouts.running();
    try (var producer = KafkaClients.producer(settings.kafka(), PRODUCER)) {
      var build =
          new SegmentBuild(
              tenant,
              since,
              backlog,
              warehouse,
              producer,
              layouts.topics(layout.generation()),
              layout.partitions());
      running.put(tenant, new Running(since, build, false));
      build.run();
      running.put(tenant, new Running(since, build, true));
    }
  }

  private void finish(String tenant, Running now) throws InterruptedException {
    long rules = catalog.book(tenant).hash();
    if (!marks.filled(tenant, now.since()) || !marks.evaluated(tenant, rules)) {
      return;
    }
    for (Segment segment :
        with(tenant, candidate -> candidate.stage() == CandidateStage.BUILDING)) {
      changeCandidate(segment, SegmentBuilds::ready);
    }
    activate(tenant);
    running.remove(tenant);
    LOG.info("the segments of {} are built", tenant);
  }

  /** Also what was ready before a restart. */
  private void activate(String tenant) throws InterruptedException {
    for (Segment segment : with(tenant, SegmentBuilds::activates)) {
      var _ = writer.change(tenant, segment.name(), SegmentBuilds::activated);
    }
  }

  private static boolean activates(Candidate candidate) {
    return candidate.stage() == CandidateStage.READY && candidate.activates();
  }

  private static Candidate ready(Candidate candidate) {
    return candidate.stage() == CandidateStage.BUILDING
        ? new Candidate(candidate.rule(), CandidateStage.READY, candidate.activates())
        : candidate;
  }

  private static Segment activated(Segment segment) {
    return segment.candidate().filter(SegmentBuilds::activates).isPresent()
        ? segment.activated()
        : segment;
  }

  private void changeCandidate(Segment segment, UnaryOperator<Candidate> change)
      throws InterruptedException {
    var _ =
        writer.change(
            segment.tenant(),
            segment.name(),
            before -> before.withCandidate(before.candidate().map(change)));
  }

  private List<Segment> with(String tenant, Predicate<Candidate> wanted) {
    return catalog.current().of(tenant).stream()
        .filter(segment -> segment.candidate().filter(wanted).isPresent())
        .toList();
  }

  /** A behaviour that another rule has in whole already keeps its slot. */
  private static RuleVersion counting(RuleVersion rule, long since, Map<String, Long> known) {
    var tracked = new ArrayList<Tracked>();
    RuleVersion.behaviours(rule.rule())
        .forEach(
            behaviour -> {
              String text = new Tracked(behaviour, since).text();
              tracked.add(new Tracked(behaviour, known.getOrDefault(text, since)));
            });
    return new RuleVersion(rule.version(), rule.rule(), tracked);
  }

  /**
   * The behaviours that a tenant's rules have in whole, by their text, and since when they count.
   */
  private Map<String, Long> filled(String tenant) {
    var filled = new HashMap<String, Long>();
    for (Segment segment : catalog.current().of(tenant)) {
      var whole = new ArrayList<RuleVersion>();
      segment.active().ifPresent(whole::add);
      segment.previous().ifPresent(whole::add);
      segment
          .candidate()
          .filter(candidate -> candidate.stage() == CandidateStage.READY)
          .ifPresent(candidate -> whole.add(candidate.rule()));
      for (RuleVersion rule : whole) {
        rule.behaviours().forEach(tracked -> filled.put(tracked.text(), tracked.since()));
      }
    }
    return filled;
  }

  /** The latest moment that any rule of the tenant counts from. */
  private long latest(String tenant) {
    Segments segments = catalog.current();
    return segments.of(tenant).stream()
        .flatMap(segment -> segment.evaluated().stream())
        .flatMap(rule -> rule.behaviours().stream())
        .mapToLong(Tracked::since)
        .max()
        .orElse(0);
  }
}
