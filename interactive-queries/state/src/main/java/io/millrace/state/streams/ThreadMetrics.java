package io.millrace.state.streams;

import io.millrace.serdes.topic.KafkaNames;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;

/** Reads what Kafka Streams counts per stream thread. */
public final class ThreadMetrics {
  private ThreadMetrics() {}

  /**
   * The values of a metric by the name of the thread; threads without it are absent.
   *
   * @param metric the name of the metric, one of {@link KafkaNames}
   */
  public static Map<String, Double> read(KafkaStreams streams, String metric) {
    var values = new HashMap<String, Double>();
    streams
        .metrics()
        .forEach(
            (name, one) -> {
              String thread = name.tags().get(KafkaNames.THREAD_TAG);
              if (name.name().equals(metric)
                  && name.group().equals(KafkaNames.THREAD_METRICS)
                  && thread != null
                  && one.metricValue() instanceof Double value) {
                values.put(thread, value);
              }
            });
    return values;
  }
}
