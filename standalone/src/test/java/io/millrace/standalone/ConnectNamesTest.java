package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.topic.KafkaNames;
import org.apache.kafka.connect.util.SinkUtils;
import org.junit.jupiter.api.Test;

class ConnectNamesTest {
  @Test
  void theGroupOfASinkIsTheOneThatConnectGivesIt() {
    assertThat(KafkaNames.sinkGroup("warehouse")).isEqualTo(SinkUtils.consumerGroupId("warehouse"));
  }
}
