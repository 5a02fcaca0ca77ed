package io.millrace.serdes.topic;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names that Kafka Streams and Kafka Connect derive themselves, and offer no API for: of
 * topics, clients, groups, files and metrics. They may change with a release of Kafka, so they
 * stand here only, and a test compares each with a running Kafka.
 */
public final class KafkaNames {
  /** What the rollup topology calls its repartition; see {@link #repartition}. */
  public static final String ROLLUP_PARTIALS = "rollup-partials";

  /** The file in a task's directory that holds the offsets up to which its stores are written. */
  public static final String CHECKPOINT = ".checkpoint";

  /** The group of the metrics of stream threads; each has the tag {@link #THREAD_TAG}. */
  public static final String THREAD_METRICS = "stream-thread-metrics";

  /** The tag of a metric that holds the name of its stream thread. */
  public static final String THREAD_TAG = "thread-id";

  /** How often a stream thread has committed. */
  public static final String COMMITS = "commit-total";

  /** How often a stream thread has polled. */
  public static final String POLLS = "poll-total";

  /** The longest punctuation of a stream thread in the last half minute, in milliseconds. */
  public static final String LONGEST_PUNCTUATION = "punctuate-latency-max";

  /** The group of the metrics of stores; each has one of {@link #STORE_TAGS}. */
  public static final String STORE_METRICS = "stream-state-metrics";

  /** The tag of a metric that holds the name of its store, where RocksDB keeps it. */
  public static final String ROCKSDB_TAG = "rocksdb-state-id";

  /** The tags of a metric that hold the name of its store, by the kind of store. */
  public static final List<String> STORE_TAGS = List.of(ROCKSDB_TAG, "in-memory-state-id");

  /** The tag of a metric that holds its task, such as {@code 0_3}. */
  public static final String TASK_TAG = "task-id";

  /** Bytes that the block cache of a store holds. */
  public static final String CACHE_USED = "block-cache-usage";

  /** Bytes that the block cache of a store may hold. */
  public static final String CACHE_CAPACITY = "block-cache-capacity";

  /** Bytes in the memtables of a store. */
  public static final String MEMTABLE_BYTES = "size-all-mem-tables";

  /** Bytes in the live files of a store. */
  public static final String LIVE_BYTES = "live-sst-files-size";

  /** Bytes in all files of a store. */
  public static final String FILE_BYTES = "total-sst-files-size";

  /** The estimated number of keys of a store. */
  public static final String KEYS = "estimate-num-keys";

  /** Bytes of a store that are to be compacted. */
  public static final String PENDING_COMPACTION_BYTES = "estimate-pending-compaction-bytes";

  /** Iterators of a store that are open. */
  public static final String OPEN_ITERATORS = "num-open-iterators";

  private static final Pattern TASK = Pattern.compile("\\d+_\\d+");
  private static final String THREAD = "StreamThread-";
  private static final String PROCESS = "[0-9a-f-]{36}-";

  private KafkaNames() {}

  /** The topic with the changes of a store. */
  public static String changelog(String application, String store) {
    return application + "-" + store + "-changelog";
  }

  /**
   * The topic of a repartition.
   *
   * @param name as the topology names it
   */
  public static String repartition(String application, String name) {
    return application + "-" + name + "-repartition";
  }

  /** The consumer group of a sink connector. */
  public static String sinkGroup(String connector) {
    return "connect-" + connector;
  }

  /** Whether the state of a task is in the directory of this name. */
  public static boolean isTaskDirectory(String name) {
    return TASK.matcher(name).matches();
  }

  /**
   * The transactional ids of an application: {@code <application>-<process>-<thread>}. Those of an
   * application whose name begins with this one's do not match.
   */
  public static Pattern transactionalIds(String application) {
    return Pattern.compile(Pattern.quote(application + "-") + PROCESS + "[0-9]+");
  }

  /** The prefix {@code <application>-<process>-} of a transactional id. */
  public static String processOfProducer(String transactionalId) {
    return transactionalId.substring(0, transactionalId.lastIndexOf('-') + 1);
  }

  /**
   * The prefix {@code <application>-<process>-} of a consumer's client id, {@code
   * <application>-<process>-StreamThread-<thread>-consumer}, which the names of stream threads have
   * as well; empty for consumers of others.
   */
  public static Optional<String> processOfConsumer(String application, String clientId) {
    int end = clientId.lastIndexOf(THREAD);
    return end > 0 && clientId.startsWith(application + "-")
        ? Optional.of(clientId.substring(0, end))
        : Optional.empty();
  }
}
