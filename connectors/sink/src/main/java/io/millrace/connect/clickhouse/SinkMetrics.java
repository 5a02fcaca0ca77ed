package io.millrace.connect.clickhouse;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counters of a task by table, as JMX beans {@code
 * io.millrace.connect:type=clickhouse-sink,connector=...,task=...,table=...}.
 */
final class SinkMetrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkMetrics.class);

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final Map<String, OfTable> tables = new ConcurrentHashMap<>();
  private final AtomicLong retries = new AtomicLong();
  private final String connector;
  private final String task;
  private final Clock clock;

  SinkMetrics(String connector, String task, Clock clock) {
    this.connector = connector;
    this.task = task;
    this.clock = clock;
  }

  void inserted(Block block) {
    of(block.table().name()).inserted(block, clock.millis());
  }

  void skipped(String table) {
    of(table).skipped.incrementAndGet();
  }

  void deadLetter(String table) {
    of(table).deadLetters.incrementAndGet();
  }

  void retried() {
    retries.incrementAndGet();
  }

  @Override
  public void close() {
    tables.keySet().forEach(table -> unregister(name(table)));
  }

  private OfTable of(String table) {
    return tables.computeIfAbsent(table, this::registered);
  }

  private OfTable registered(String table) {
    var metrics = new OfTable();
    ObjectName name = name(table);
    try {
      // Left behind by a task that was abandoned.
      unregister(name);
      server.registerMBean(metrics, name);
    } catch (JMException e) {
      LOG.warn("{} cannot be registered", name, e);
    }
    return metrics;
  }

  private void unregister(ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      LOG.trace("{} is not registered", name);
    } catch (JMException e) {
      LOG.warn("{} cannot be unregistered", name, e);
    }
  }

  private ObjectName name(String table) {
    try {
      return new ObjectName(
          "io.millrace.connect:type=clickhouse-sink,connector=%s,task=%s,table=%s"
              .formatted(ObjectName.quote(connector), task, ObjectName.quote(table)));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class OfTable implements SinkTableMXBean {
    private static final int KEPT = 1_000;

    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private final long[] delays = new long[KEPT];
    private long rows;
    private long bytes;
    private long inserts;

    synchronized void inserted(Block block, long nowMs) {
      rows += block.rows();
      bytes += block.bytes();
      long oldest = block.oldestTime();
      delays[(int) (inserts % KEPT)] = oldest == Long.MAX_VALUE ? 0 : Math.max(0, nowMs - oldest);
      inserts++;
    }

    @Override
    public synchronized long getRows() {
      return rows;
    }

    @Override
    public synchronized long getBytes() {
      return bytes;
    }

    @Override
    public synchronized long getInserts() {
      return inserts;
    }

    @Override
    public long getSkippedDuplicates() {
      return skipped.get();
    }

    @Override
    public long getDeadLetters() {
      return deadLetters.get();
    }

    @Override
    public long getRetries() {
      return retries.get();
    }

    @Override
    public synchronized long getDelayMs() {
      return inserts == 0 ? 0 : delays[(int) ((inserts - 1) % KEPT)];
    }

    @Override
    public long getDelayMsP50() {
      return delay(0.5);
    }

    @Override
    public long getDelayMsP95() {
      return delay(0.95);
    }

    @Override
    public long getDelayMsP99() {
      return delay(0.99);
    }

    private synchronized long delay(double part) {
      int known = (int) Math.min(inserts, KEPT);
      if (known == 0) {
        return 0;
      }
      long[] sorted = Arrays.copyOf(delays, known);
      Arrays.sort(sorted);
      return sorted[(int) Math.min(known - 1, Math.floor(part * known))];
    }
  }
}
