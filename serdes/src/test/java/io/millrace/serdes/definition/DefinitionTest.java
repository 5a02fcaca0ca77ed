package io.millrace.serdes.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.avro.AvroSerde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionTest {
  private final AvroSerde<Definition> serde = new AvroSerde<>(new DefinitionCodec());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenant",
        "api-key",
        "rollup",
        "segment",
        "connector",
        "webhook",
        "erasure",
        "cluster",
        "layout",
        "of-a-later-version"
      })
  void everyKindComesBackFromItsBytes(String kind) {
    var definition = new Definition(kind, "shop", "a.b-1", 3, 1_700_000_000_000L, "{}");

    assertThat(serde.read(serde.write(definition))).isEqualTo(definition);
    assertThat(DefinitionKey.fromBytes(definition.key().toBytes())).isEqualTo(definition.key());
  }

  @Test
  void theNameOfAKindHasNoSlash() {
    assertThatThrownBy(() -> new DefinitionKey("a/b", "shop", "name")).hasMessageContaining("a/b");
    assertThatThrownBy(() -> new DefinitionKey("", "shop", "name")).hasMessageContaining("''");
  }

  @Test
  void ceilingsSayWhatTheyAre() {
    var ceilings = new DefinitionCeilings(2, 3);

    assertThat(ceilings.refusal("rollups", 1, 2)).isEmpty();
    assertThat(ceilings.refusal("rollups", 2, 2))
        .contains("a tenant has at most 2 rollups; remove one first");
    assertThat(ceilings.refusal("rollups", 0, 3))
        .contains("there are at most 3 rollups; remove one first");
  }
}
