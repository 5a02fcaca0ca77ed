package io.millrace.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.millrace.state.kafka.KafkaClients;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/** A client that another class makes would not know how the operator's Kafka is reached. */
class KafkaClientsRuleTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(
              "io.millrace.state",
              "io.millrace.query",
              "io.millrace.service",
              "io.millrace.standalone");

  /** The consumers of stream threads get what {@code KafkaClients} gave to Kafka Streams. */
  private static final String STREAMS_CONSUMER =
      "io\\.millrace\\.state\\.takeover\\.RebalanceBarrierClients\\$BarrierConsumer";

  @Test
  void oneClassMakesTheClientsOfKafka() {
    noClasses()
        .that()
        .areNotAssignableTo(KafkaClients.class)
        .and()
        .haveNameNotMatching(STREAMS_CONSUMER)
        .should()
        .callConstructor(KafkaConsumer.class, Map.class, Deserializer.class, Deserializer.class)
        .orShould()
        .callConstructor(
            KafkaConsumer.class, Properties.class, Deserializer.class, Deserializer.class)
        .orShould()
        .callConstructor(KafkaConsumer.class, Map.class)
        .orShould()
        .callConstructor(KafkaConsumer.class, Properties.class)
        .orShould()
        .callConstructor(KafkaProducer.class, Map.class, Serializer.class, Serializer.class)
        .orShould()
        .callConstructor(KafkaProducer.class, Properties.class, Serializer.class, Serializer.class)
        .orShould()
        .callConstructor(KafkaProducer.class, Map.class)
        .orShould()
        .callConstructor(KafkaProducer.class, Properties.class)
        .orShould()
        .callMethod(Admin.class, "create", Map.class)
        .orShould()
        .callMethod(Admin.class, "create", Properties.class)
        .orShould()
        .callConstructor(
            KafkaStreams.class, Topology.class, Properties.class, KafkaClientSupplier.class)
        .orShould()
        .callConstructor(KafkaStreams.class, Topology.class, Properties.class)
        .check(PRODUCT);
  }
}
