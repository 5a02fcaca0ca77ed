package io.millrace.service.monitoring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ClickHouse sinks in this process say of themselves in JMX, as meters. Those of a Connect
 * worker in a process of its own are in that process's JMX only.
 */
@Singleton
final class SinkMeters {
  private static final Logger LOG = LoggerFactory.getLogger(SinkMeters.class);
  private static final String BEANS = "io.millrace.connect:type=clickhouse-sink,*";

  /** Tables of custom rollups contain the tenant's name, which must not be exposed. */
  private static final Pattern OF_TENANTS = Pattern.compile("rollup_.*_R_.*");

  private static final Map<String, String> COUNTERS =
      Map.of(
          "Rows", "millrace_sink_rows",
          "Bytes", "millrace_sink_bytes",
          "Inserts", "millrace_sink_inserts",
          "SkippedDuplicates", "millrace_sink_skipped_duplicates",
          "DeadLetters", "millrace_sink_dead_letters",
          "Retries", "millrace_sink_retries");
  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "millrace_sink_rows", "Rows that were inserted",
          "millrace_sink_bytes", "Bytes of the rows that were inserted",
          "millrace_sink_inserts", "Inserts; each creates a part",
          "millrace_sink_skipped_duplicates", "Records whose rows the table already had",
          "millrace_sink_dead_letters", "Records that were written to the dead-letter topic",
          "millrace_sink_retries", "Attempts after a failed one");
  private static final Map<String, String> QUANTILES =
      Map.of("DelayMsP50", "0.5", "DelayMsP95", "0.95", "DelayMsP99", "0.99");

  private final PrometheusMeterRegistry registry;
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final Map<Tags, Sinks> known = new HashMap<>();

  SinkMeters(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers new sinks, and removes those that are gone. */
  synchronized void refresh() {
    Map<Tags, List<ObjectName>> found = find();
    known
        .entrySet()
        .removeIf(
            sinks -> {
              boolean gone = !found.containsKey(sinks.getKey());
              if (gone) {
                sinks.getValue().meters.forEach(registry::remove);
              }
              return gone;
            });
    found.forEach((tags, beans) -> known.computeIfAbsent(tags, Sinks::new).beans = beans);
  }

  private Map<Tags, List<ObjectName>> find() {
    Set<ObjectName> beans;
    try {
      beans = server.queryNames(new ObjectName(BEANS), null);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
    var found = new HashMap<Tags, List<ObjectName>>();
    for (ObjectName bean : beans) {
      String table = ObjectName.unquote(bean.getKeyProperty("table"));
      var tags =
          Tags.of(
              "connector", ObjectName.unquote(bean.getKeyProperty("connector")),
              "task", bean.getKeyProperty("task"),
              "table", OF_TENANTS.matcher(table).matches() ? "custom" : table);
      found.computeIfAbsent(tags, _ -> new ArrayList<>()).add(bean);
    }
    return found;
  }

  private double value(ObjectName bean, String attribute) {
    try {
      return server.getAttribute(bean, attribute) instanceof Number number
          ? number.doubleValue()
          : 0;
    } catch (JMException e) {
      // Its task ended just now.
      LOG.trace("{} of {} cannot be read", attribute, bean, e);
      return 0;
    }
  }

  /** The beans that have the same published labels. */
  private final class Sinks {
    private final List<Meter> meters = new ArrayList<>();
    private volatile List<ObjectName> beans = List.of();

    Sinks(Tags tags) {
      COUNTERS.forEach(
          (attribute, name) ->
              meters.add(
                  FunctionCounter.builder(name, this, sinks -> sinks.sum(attribute))
                      .description(DESCRIPTIONS.get(name))
                      .tags(tags)
                      .register(registry)));
      QUANTILES.forEach(
          (attribute, quantile) ->
              meters.add(
                  Gauge.builder("millrace_sink_delay_seconds", this, sinks -> sinks.most(attribute))
                      .description(
                          "Time from a record's timestamp until its row can be queried, "
                              + "over the last inserts")
                      .tags(tags.and("quantile", quantile))
                      .register(registry)));
    }

    private double sum(String attribute) {
      return beans.stream().mapToDouble(bean -> value(bean, attribute)).sum();
    }

    private double most(String attribute) {
      return beans.stream().mapToDouble(bean -> value(bean, attribute)).max().orElse(0) / 1000;
    }
  }
}
