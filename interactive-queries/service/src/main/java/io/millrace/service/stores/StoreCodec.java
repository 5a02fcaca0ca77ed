package io.millrace.service.stores;

import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.state.reads.MergedRange;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;

/** How the entries of a store are named and shown. */
public interface StoreCodec {
  /** The names of the stores with such entries. */
  Set<String> stores();

  /**
   * The bytes that keys of this text begin with. Begins with the tenant's prefix whatever the text;
   * a text with fewer parts than a whole key is the start of a range.
   */
  byte[] keyStart(String tenant, String text);

  /** What decides on the partition of such an entry; empty where it may be in any. */
  default Optional<byte[]> partitionKey(String tenant, String text) {
    return Optional.empty();
  }

  /** The next entry, of one or more records that belong together. */
  StoreEntry next(MergedRange records);

  /** Where the tenant's keys end, exclusively. */
  static Bytes end(String tenant) {
    byte[] prefix = VisitorKey.tenantPrefix(tenant);
    byte[] end = Arrays.copyOf(prefix, prefix.length);
    // UTF-8 has no byte FF, so this does not overflow.
    end[end.length - 1]++;
    return Bytes.wrap(end);
  }
}
