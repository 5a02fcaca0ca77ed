package io.millrace.service.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.serdes.topic.KafkaNames;
import io.millrace.state.problem.Outcome;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory and disk use of this instance's stores, from Kafka Streams' own metrics: per store,
 * over all its partitions. The cache is one for all of them.
 */
@Singleton
final class StoreMeters {
  private static final Logger LOG = LoggerFactory.getLogger(StoreMeters.class);

  /** Kafka Streams' names, and ours. */
  private static final Map<String, String> SUMS =
      Map.of(
          KafkaNames.MEMTABLE_BYTES, "millrace_store_memtable_bytes",
          KafkaNames.LIVE_BYTES, "millrace_store_live_bytes",
          KafkaNames.FILE_BYTES, "millrace_store_file_bytes",
          KafkaNames.KEYS, "millrace_store_keys",
          KafkaNames.PENDING_COMPACTION_BYTES, "millrace_store_pending_compaction_bytes",
          KafkaNames.OPEN_ITERATORS, "millrace_store_open_iterators");

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "millrace_store_memtable_bytes", "Memtables of the store",
          "millrace_store_live_bytes", "Files of the store that hold its current data",
          "millrace_store_file_bytes", "All files of the store",
          "millrace_store_keys", "Keys of the store, estimated",
          "millrace_store_pending_compaction_bytes", "Bytes that compaction has still to rewrite",
          "millrace_store_open_iterators", "Iterators that are open on the store");

  private final StreamsHost host;
  private final Map<String, MultiGauge> gauges = new HashMap<>();
  private final AtomicLong cacheUsed = new AtomicLong();
  private final AtomicLong cacheCapacity = new AtomicLong();
  private final AtomicLong resident = new AtomicLong();

  StoreMeters(PrometheusMeterRegistry registry, StreamsHost host) {
    this.host = host;
    SUMS.forEach(
        (name, ours) ->
            gauges.put(
                name,
                MultiGauge.builder(ours).description(DESCRIPTIONS.get(ours)).register(registry)));
    Gauge.builder("millrace_store_cache_bytes", cacheUsed, AtomicLong::get)
        .description("What all stores have in their cache, memtables included")
        .register(registry);
    Gauge.builder("millrace_store_cache_capacity_bytes", cacheCapacity, AtomicLong::get)
        .description("Capacity of the cache that all stores share")
        .register(registry);
    Gauge.builder("millrace_resident_memory_bytes", resident, AtomicLong::get)
        .description("Resident memory of the whole process")
        .register(registry);
  }

  /** Reads the metrics again. */
  synchronized void refresh() {
    resident.set(residentBytes());
    if (!(host.streams() instanceof Outcome.Done<KafkaStreams>(var streams))) {
      return;
    }
    var sums = new HashMap<String, Map<String, Double>>();
    SUMS.keySet().forEach(name -> sums.put(name, new TreeMap<>()));
    streams
        .metrics()
        .forEach(
            (name, metric) -> {
              String store = name.group().equals(KafkaNames.STORE_METRICS) ? store(name) : "";
              if (!store.isEmpty() && metric.metricValue() instanceof Number value) {
                add(name.name(), store, value, sums);
              }
            });
    sums.forEach((name, stores) -> rows(gauges.get(name), stores));
  }

  private void add(String name, String store, Number value, Map<String, Map<String, Double>> sums) {
    switch (name) {
      case KafkaNames.CACHE_USED -> cacheUsed.set(value.longValue());
      case KafkaNames.CACHE_CAPACITY -> cacheCapacity.set(value.longValue());
      default -> {
        Map<String, Double> stores = sums.get(name);
        if (stores != null) {
          stores.merge(store, value.doubleValue(), Double::sum);
        }
      }
    }
  }

  private static void rows(@Nullable MultiGauge gauge, Map<String, Double> stores) {
    if (gauge == null) {
      return;
    }
    var rows = new ArrayList<Row<?>>();
    stores.forEach((store, value) -> rows.add(Row.of(Tags.of("store", store), value)));
    gauge.register(rows, true);
  }

  private static String store(MetricName name) {
    for (String tag : KafkaNames.STORE_TAGS) {
      String store = name.tags().get(tag);
      if (store != null) {
        return store;
      }
    }
    return "";
  }

  /** As reported by Linux; 0 elsewhere. */
  private static long residentBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      LOG.trace("the operating system does not report it", e);
    }
    return 0;
  }
}
