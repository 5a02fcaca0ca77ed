package io.millrace.service.visitors;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.service.http.KeyText;
import io.millrace.service.stores.StoreCodec;
import io.millrace.service.stores.StoreEntry;
import io.millrace.state.reads.MergedRange;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/** The store {@code visitors}: the visitor, and what is kept on it. */
@Singleton
final class VisitorCodec implements StoreCodec {
  private final InstantSource clock;

  VisitorCodec(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Set<String> stores() {
    return Set.of(StoreNames.VISITORS);
  }

  @Override
  public byte[] keyStart(String tenant, String text) {
    return new VisitorKey(tenant, KeyText.decode(text)).toBytes();
  }

  @Override
  public Optional<byte[]> partitionKey(String tenant, String text) {
    return Optional.of(keyStart(tenant, text));
  }

  private static String text(byte[] key) {
    return KeyText.of(List.of(VisitorKey.fromBytes(key).visitor()));
  }

  @Override
  public StoreEntry next(MergedRange records) {
    KeyValue<Bytes, byte[]> record = records.next();
    VisitorKey key = VisitorKey.fromBytes(record.key.get());
    return new StoreEntry(
        text(record.key.get()),
        VisitorView.of(key.visitor(), VisitorRecord.fromBytes(record.value), clock.millis()));
  }
}
