package io.millrace.topologies;

import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.session.SessionChangeCodec;
import io.millrace.serdes.topic.Output;
import io.millrace.serdes.visitor.RecordTimer;
import io.millrace.serdes.visitor.Section;
import io.millrace.serdes.visitor.SectionType;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.feature.IdentityLink;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageContext;
import io.millrace.topologies.state.Rekeying;
import io.millrace.topologies.state.StoreSpec;
import io.millrace.topologies.state.StoreSpec.Entries;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A feature that only tests have: counts a visitor's events in a section, tells the count once the
 * visitor has been quiet for an hour, and keeps the latest count of each visitor in a store.
 */
final class VisitCounter implements Feature {
  static final Duration QUIET = Duration.ofHours(1);
  static final String STORE = "visit-counts";

  /**
   * What a quiet visitor has done.
   *
   * @param events how many there were
   * @param at when the visitor had been quiet for an hour, epoch milliseconds
   */
  record Quiet(String tenant, String visitor, long events, long at) {}

  static final Output<Quiet> OUTPUT =
      new Output<>("quiet-visitors", new QuietCodec(), 3, "quiet_visitors", "visitor");

  /** How many events there were, and when the last one came. */
  static final class Visits implements Section {
    static final SectionType<Visits> SECTION = new SectionType<>(30, Visits::read, Visits::new);

    long events;
    long lastAt;
    boolean told;
    private boolean changed;

    private static Visits read(ByteReader in) {
      var visits = new Visits();
      visits.events = in.readVarint();
      visits.lastAt = in.readZigzag();
      visits.told = in.readByte() == 1;
      return visits;
    }

    void add(long more, long at) {
      events += more;
      lastAt = Math.max(lastAt, at);
      told = false;
      changed = true;
    }

    void tell() {
      told = true;
      changed = true;
    }

    @Override
    public void write(ByteWriter out) {
      out.writeVarint(events).writeZigzag(lastAt).writeByte(told ? 1 : 0);
    }

    @Override
    public boolean changed() {
      return changed;
    }
  }

  @Override
  public Stage stage(StageContext context) {
    return new CounterStage(context);
  }

  @Override
  public List<SectionType<?>> sections() {
    return List.of(Visits.SECTION);
  }

  @Override
  public List<StoreSpec> stores() {
    return List.of(
        StoreSpec.ofVisitors(
            STORE,
            new Entries("VISITOR", "the number of the visitor's events", true),
            Rekeying.byVisitor(key -> key)));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(OUTPUT);
  }

  static long count(byte @Nullable [] value) {
    return value == null ? 0 : new ByteReader(value).readLongBigEndian();
  }

  private static final class CounterStage implements Stage {
    private final StageContext context;
    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<VisitorKey, Long> counts = new HashMap<>();

    CounterStage(StageContext context) {
      this.context = context;
      this.store = context.store(STORE);
    }

    @Override
    public Event apply(Event event, VisitorRecord visitor) {
      Visits visits = visitor.section(Visits.SECTION);
      visits.add(1, event.occurredAt());
      counts.put(new VisitorKey(event.tenant(), event.visitor()), visits.events);
      return event;
    }

    @Override
    public void absorb(VisitorRecord visitor, VisitorRecord other, IdentityLink link) {
      if (other.has(Visits.SECTION)) {
        Visits taken = other.section(Visits.SECTION);
        Visits visits = visitor.section(Visits.SECTION);
        visits.add(taken.events, taken.lastAt);
        counts.put(link.root(), visits.events);
      }
    }

    @Override
    public void retract(VisitorRecord visitor, VisitorKey name) {
      counts.put(name, 0L);
    }

    @Override
    public void forget(VisitorKey key, VisitorRecord visitor) {
      counts.put(key, 0L);
    }

    @Override
    public long nextWakeUp(VisitorRecord visitor) {
      if (!visitor.has(Visits.SECTION) || visitor.section(Visits.SECTION).told) {
        return RecordTimer.NONE;
      }
      return visitor.section(Visits.SECTION).lastAt + QUIET.toMillis();
    }

    @Override
    public void wakeUp(VisitorKey key, VisitorRecord visitor, long now) {
      long due = nextWakeUp(visitor);
      if (due <= now) {
        Visits visits = visitor.section(Visits.SECTION);
        visits.tell();
        context
            .outputs()
            .send(OUTPUT, key, new Quiet(key.tenant(), key.visitor(), visits.events, due));
      }
    }

    @Override
    public void beforeCommit() {
      counts.forEach(
          (key, count) ->
              store.put(
                  Bytes.wrap(key.toBytes()),
                  count == 0 ? null : new ByteWriter(8).writeLongBigEndian(count).toBytes()));
      counts.clear();
    }
  }

  /** In the schema of sessions, so that the test needs no schema of its own. */
  private static final class QuietCodec implements AvroCodec<Quiet> {
    private final SessionChangeCodec sessions = new SessionChangeCodec();

    @Override
    public SchemaHistory schemas() {
      return sessions.schemas();
    }

    @Override
    public void write(Quiet quiet, Encoder out) throws IOException {
      var session = new Session(quiet.at(), quiet.at(), quiet.at(), quiet.events(), 1);
      sessions.write(new SessionChange(quiet.tenant(), quiet.visitor(), session, false), out);
    }

    @Override
    public Quiet read(Decoder in) throws IOException {
      SessionChange change = sessions.read(in);
      return new Quiet(
          change.tenant(), change.visitor(), change.session().events(), change.session().opened());
    }
  }
}
