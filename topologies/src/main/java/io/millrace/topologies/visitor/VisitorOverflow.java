package io.millrace.topologies.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.visitor.OverflowIds;
import io.millrace.serdes.visitor.OverflowKey;
import io.millrace.serdes.visitor.SessionLog;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.state.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Old message ids and old sessions of heavy visitors, one entry each, so that their record stays
 * small and the results exact. A visitor with fewer than {@code SeenIds.MAX} events and {@code
 * SessionLog.MAX} sessions has none.
 *
 * <p>Values start with when the entry was last updated (8 bytes), by which it expires.
 */
final class VisitorOverflow {
  private static final int SWEPT_PER_STEP = 1000;
  private static final int TAKEN_PER_PART = 1000;

  private final KeyValueStore<Bytes, byte[]> store;
  private final long retentionMs;
  private final Sweep sweep;

  VisitorOverflow(KeyValueStore<Bytes, byte[]> store, long retentionMs) {
    this.store = store;
    this.retentionMs = retentionMs;
    this.sweep = new Sweep(store, SWEPT_PER_STEP);
  }

  boolean hasId(VisitorKey visitor, long hash) {
    return store.get(Bytes.wrap(OverflowKey.messageId(visitor, hash))) != null;
  }

  void addIds(VisitorKey visitor, long[] hashes, long touchedAt) {
    for (long hash : hashes) {
      byte[] value = new ByteWriter(8).writeLongBigEndian(touchedAt).toBytes();
      store.put(Bytes.wrap(OverflowKey.messageId(visitor, hash)), value);
    }
  }

  void addIds(VisitorKey visitor, OverflowIds ids) {
    for (int i = 0; i < ids.size(); i++) {
      byte[] value = new ByteWriter(8).writeLongBigEndian(ids.touchedAt(i)).toBytes();
      store.put(Bytes.wrap(OverflowKey.messageId(visitor, ids.hash(i))), value);
    }
  }

  /** Removes all entries of the visitor, and passes them on as records and ids of bounded size. */
  void removeAll(VisitorKey visitor, BiConsumer<VisitorRecord, OverflowIds> parts) {
    var record = VisitorRecord.fresh();
    var ids = new OverflowIds();
    Bytes from = Bytes.wrap(OverflowKey.messageId(visitor, 0));
    Bytes to = Bytes.wrap(OverflowKey.session(visitor, Long.MAX_VALUE));
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        OverflowKey.Part part = OverflowKey.Part.of(entry.key.get());
        if (part.isSession()) {
          record.sessions().add(session(entry.value));
        } else {
          ids.add(part.id(), touchedAt(entry.value));
        }
        store.delete(entry.key);
        if (ids.size() + record.sessions().list().size() == TAKEN_PER_PART) {
          parts.accept(record, ids);
          record = VisitorRecord.fresh();
          ids = new OverflowIds();
        }
      }
    }
    if (ids.size() + record.sessions().list().size() > 0) {
      parts.accept(record, ids);
    }
  }

  /** Moves the sessions that an event of this time may belong to back to the record. */
  void recallSessions(VisitorKey visitor, VisitorRecord record, long occurredAt) {
    recallSessions(visitor, record, occurredAt, occurredAt);
  }

  /** Moves the sessions within the gap of this time span back to the record. */
  void recallSessions(VisitorKey visitor, VisitorRecord record, long started, long ended) {
    if (!record.sessions().mayReachOverflow(started)) {
      return;
    }
    for (KeyValue<Bytes, Session> entry : reaching(visitor, started, ended)) {
      store.delete(entry.key);
      record.sessions().add(entry.value);
    }
  }

  void spillSessions(VisitorKey visitor, VisitorRecord record, long touchedAt) {
    for (Session session : record.sessions().takeOverflow()) {
      var value = new ByteWriter(24).writeLongBigEndian(touchedAt);
      SessionLog.writeSession(session, value);
      store.put(Bytes.wrap(OverflowKey.session(visitor, session.started())), value.toBytes());
    }
  }

  void sweep(long now) {
    sweep.step((key, value) -> touchedAt(value) < now - retentionMs);
  }

  /**
   * Sessions do not overlap, so going back from the last that can be within the gap, the first that
   * is not ends the search.
   */
  private List<KeyValue<Bytes, Session>> reaching(VisitorKey visitor, long started, long ended) {
    var found = new ArrayList<KeyValue<Bytes, Session>>();
    Bytes from = Bytes.wrap(OverflowKey.session(visitor, Long.MIN_VALUE));
    Bytes to = Bytes.wrap(OverflowKey.session(visitor, ended + Session.GAP_MS));
    try (KeyValueIterator<Bytes, byte[]> entries = store.reverseRange(from, to)) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        Session session = session(entry.value);
        if (session.ended() + Session.GAP_MS < started) {
          break;
        }
        found.add(KeyValue.pair(entry.key, session));
      }
    }
    return found;
  }

  private static long touchedAt(byte[] value) {
    return new ByteReader(value).readLongBigEndian();
  }

  private static Session session(byte[] value) {
    return SessionLog.readSession(new ByteReader(value, 8, value.length - 8));
  }
}
