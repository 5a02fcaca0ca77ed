package io.millrace.serdes.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.avro.AvroSerde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefinitionTest {
  private final AvroSerde<Definition> serde = new AvroSerde<>(new DefinitionCodec());

  @ParameterizedTest
  @EnumSource
  void everyKindComesBackFromItsBytes(Definition.Kind kind) {
    var definition = new Definition(kind, "shop", "a.b-1", 3, 1_700_000_000_000L, "{}");

    assertThat(serde.read(serde.write(definition))).isEqualTo(definition);
    assertThat(DefinitionKey.fromBytes(definition.key().toBytes())).isEqualTo(definition.key());
  }

  @Test
  void theWordsOfKindsStay() {
    assertThat(Definition.Kind.values())
        .extracting(Definition.Kind::wireName)
        .containsExactly(
            "tenant",
            "api-key",
            "rollup",
            "segment",
            "connector",
            "webhook",
            "erasure",
            "cluster",
            "layout");
    assertThatThrownBy(() -> Definition.Kind.parse("later")).hasMessageContaining("later");
  }
}
