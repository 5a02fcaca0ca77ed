package io.millrace.topologies.visitor;

import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.visitor.OverflowKey;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** How the visitor stores are read from outside. */
public final class VisitorReads {
  private VisitorReads() {}

  public static Optional<VisitorRecord> find(
      ReadOnlyKeyValueStore<Bytes, byte[]> visitors, VisitorKey visitor) {
    return Optional.ofNullable(visitors.get(Bytes.wrap(visitor.toBytes())))
        .map(VisitorRecord::fromBytes);
  }

  /** Whether an event of the visitor with this message id has been taken already. */
  public static boolean hasSeen(
      ReadOnlyKeyValueStore<Bytes, byte[]> visitors,
      ReadOnlyKeyValueStore<Bytes, byte[]> overflow,
      VisitorKey visitor,
      String messageId) {
    long hash = Hash.of(messageId);
    return find(visitors, visitor)
        .filter(
            record ->
                record.seenIds().contains(hash)
                    || (record.seenIds().overflowed()
                        && overflow.get(Bytes.wrap(OverflowKey.messageId(visitor, hash))) != null))
        .isPresent();
  }
}
