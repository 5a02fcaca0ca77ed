package io.millrace.service.visitors;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.OverflowKey;
import io.millrace.serdes.visitor.SessionLog;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.http.KeyText;
import io.millrace.service.stores.StoreCodec;
import io.millrace.service.stores.StoreEntry;
import io.millrace.service.visitors.VisitorView.SessionView;
import io.millrace.state.reads.MergedRange;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/**
 * The store {@code visitor-overflow}: {@code VISITOR/message/HASH} or {@code
 * VISITOR/session/STARTED}.
 */
@Singleton
final class OverflowCodec implements StoreCodec {
  private static final String MESSAGE = "message";
  private static final String SESSION = "session";

  @Override
  public Set<String> stores() {
    return Set.of(StoreNames.VISITOR_OVERFLOW);
  }

  @Override
  public byte[] keyStart(String tenant, String text) {
    List<String> parts = KeyText.parts(text);
    if (parts.isEmpty()) {
      return VisitorKey.tenantPrefix(tenant);
    }
    var visitor = new VisitorKey(tenant, parts.getFirst());
    if (parts.size() == 1) {
      return OverflowKey.start(visitor);
    }
    if (parts.size() != 3) {
      throw KeyText.malformed("a key must be VISITOR/message/HASH or VISITOR/session/STARTED");
    }
    return switch (parts.get(1)) {
      case MESSAGE -> OverflowKey.messageId(visitor, hash(parts.get(2)));
      case SESSION -> OverflowKey.session(visitor, KeyText.parseTimestamp(parts.get(2)));
      default ->
          throw KeyText.malformed("an entry must be a message or a session, but was " + text);
    };
  }

  @Override
  public Optional<byte[]> partitionKey(String tenant, String text) {
    return KeyText.parts(text).stream()
        .findFirst()
        .map(visitor -> new VisitorKey(tenant, visitor).toBytes());
  }

  private static String text(byte[] key) {
    OverflowKey.Part part = OverflowKey.Part.of(key);
    return part.isSession()
        ? KeyText.of(
            List.of(part.visitor().visitor(), SESSION, Instant.ofEpochMilli(part.id()).toString()))
        : KeyText.of(
            List.of(part.visitor().visitor(), MESSAGE, HexFormat.of().toHexDigits(part.id())));
  }

  @Override
  public StoreEntry next(MergedRange records) {
    KeyValue<Bytes, byte[]> record = records.next();
    OverflowKey.Part part = OverflowKey.Part.of(record.key.get());
    var value = new ByteReader(record.value);
    String touched = Instant.ofEpochMilli(value.readLongBigEndian()).toString();
    Object view =
        part.isSession()
            ? Map.of("touched", touched, "session", SessionView.of(SessionLog.readSession(value)))
            : Map.of("received", touched);
    return new StoreEntry(text(record.key.get()), view);
  }

  private static long hash(String hex) {
    try {
      return HexFormat.fromHexDigitsToLong(hex);
    } catch (IllegalArgumentException e) {
      throw KeyText.malformed("a message's hash must be hexadecimal, but was " + hex);
    }
  }
}
