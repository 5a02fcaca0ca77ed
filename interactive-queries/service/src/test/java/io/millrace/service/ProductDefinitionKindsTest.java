package io.millrace.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.rollup.RollupKind;
import io.millrace.state.definitions.DefinitionKinds;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProductDefinitionKindsTest {
  @Test
  void theNamesOfKindsStay() {
    assertThat(ProductDefinitionKinds.ALL.all())
        .extracting(DefinitionKind::wireName)
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
    assertThat(ProductDefinitionKinds.ALL.byCollection().keySet())
        .containsExactly("rollups", "segments", "connectors", "webhooks");
  }

  @Test
  void aKindOfALaterVersionIsUnknown() {
    assertThat(ProductDefinitionKinds.ALL.of(definition("later", "{}"))).isEmpty();
  }

  @Test
  void secretsAreNotShown() {
    for (String kind : List.of("webhook", "cluster")) {
      Definition definition = definition(kind, "{\"secret\":\"sesame\"}");
      assertThat(ProductDefinitionKinds.ALL.of(definition).orElseThrow().redact(definition))
          .doesNotContain("sesame");
    }
  }

  @Test
  void aNameStandsForOneKind() {
    List<DefinitionKind<?>> twice = List.of(RollupKind.INSTANCE, RollupKind.INSTANCE);
    assertThatThrownBy(() -> new DefinitionKinds(twice)).hasMessageContaining("rollup");
  }

  private static Definition definition(String kind, String body) {
    return new Definition(kind, "shop", "name", 1, 0, body);
  }
}
