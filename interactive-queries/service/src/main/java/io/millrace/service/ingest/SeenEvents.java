package io.millrace.service.ingest;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.state.problem.Outcome;
import io.millrace.state.streams.StreamsHost;
import io.millrace.topologies.visitor.VisitorReads;
import jakarta.inject.Singleton;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reports to an import which of its events were processed already. Best effort: duplicates that are
 * not known here, such as those of a visitor on another instance, are dropped downstream all the
 * same.
 */
@Singleton
final class SeenEvents {
  private static final Lookup NOTHING = _ -> false;

  private final StreamsHost streams;

  SeenEvents(StreamsHost streams) {
    this.streams = streams;
  }

  /** The lookup for one request. */
  interface Lookup {
    boolean has(Event event);
  }

  static Lookup nothing() {
    return NOTHING;
  }

  Lookup lookup() {
    if (streams.store(StoreNames.VISITORS)
            instanceof Outcome.Done<ReadOnlyKeyValueStore<Bytes, byte[]>>(var visitors)
        && streams.store(StoreNames.VISITOR_OVERFLOW)
            instanceof Outcome.Done<ReadOnlyKeyValueStore<Bytes, byte[]>>(var overflow)) {
      return event -> has(visitors, overflow, event);
    }
    return NOTHING;
  }

  private static boolean has(
      ReadOnlyKeyValueStore<Bytes, byte[]> visitors,
      ReadOnlyKeyValueStore<Bytes, byte[]> overflow,
      Event event) {
    try {
      var key = new VisitorKey(event.tenant(), event.visitor());
      return VisitorReads.hasSeen(visitors, overflow, key, event.id());
    } catch (InvalidStateStoreException e) {
      return false;
    }
  }
}
