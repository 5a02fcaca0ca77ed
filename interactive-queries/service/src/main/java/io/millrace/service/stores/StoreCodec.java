package io.millrace.service.stores;

import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.state.reads.MergedRange;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;

/** The text of a store's keys and the JSON of its values. */
public interface StoreCodec {
  /** The names of the stores with such entries. */
  Set<String> stores();

  /**
   * The prefix of the keys with this text. It starts with the tenant's prefix whatever the text; a
   * text with fewer parts than a whole key is the start of a range.
   */
  byte[] keyStart(String tenant, String text);

  /** What determines the partition of such an entry; empty if it may be in any. */
  default Optional<byte[]> partitionKey(String tenant, String text) {
    return Optional.empty();
  }

  /** The next entry, from one or more records that belong together. */
  StoreEntry next(MergedRange records);

  /** The exclusive end of the tenant's keys. */
  static Bytes end(String tenant) {
    byte[] prefix = VisitorKey.tenantPrefix(tenant);
    byte[] end = Arrays.copyOf(prefix, prefix.length);
    // UTF-8 has no byte FF, so this does not overflow.
    end[end.length - 1]++;
    return Bytes.wrap(end);
  }
}
