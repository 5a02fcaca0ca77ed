package io.millrace.benchmarks.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The totals that the producers of an application have sent to a topic.
 *
 * @param bytes as transferred, compressed
 */
record ProducerTotals(String topic, double records, double bytes) {
  static List<ProducerTotals> by(KafkaStreams streams) {
    var records = new HashMap<String, Double>();
    var bytes = new HashMap<String, Double>();
    for (Map.Entry<MetricName, ? extends Metric> metric : streams.metrics().entrySet()) {
      MetricName name = metric.getKey();
      if (name.group().equals("producer-topic-metrics")
          && metric.getValue().metricValue() instanceof Double value) {
        String topic = name.tags().getOrDefault("topic", "");
        switch (name.name()) {
          case "record-send-total" -> records.merge(topic, value, Double::sum);
          case "byte-total" -> bytes.merge(topic, value, Double::sum);
          default -> {
            // Rates and errors are ignored.
          }
        }
      }
    }
    var all = new ArrayList<ProducerTotals>();
    records.forEach((topic, count) -> all.add(of(topic, count, bytes)));
    return all;
  }

  static ProducerTotals of(String topic, List<ProducerTotals> all) {
    return all.stream()
        .filter(one -> one.topic.equals(topic))
        .findFirst()
        .orElse(new ProducerTotals(topic, 0, 0));
  }

  ProducerTotals minus(ProducerTotals before) {
    return new ProducerTotals(topic, records - before.records, bytes - before.bytes);
  }

  /** A line, per thousand events. */
  String per(long events) {
    return "          %-55s %9.1f records %12.0f bytes per 1,000 events"
        .formatted(topic, records * 1000 / events, bytes * 1000 / events);
  }

  private static ProducerTotals of(String topic, double count, Map<String, Double> bytes) {
    return new ProducerTotals(topic, count, bytes.getOrDefault(topic, 0.0));
  }
}
