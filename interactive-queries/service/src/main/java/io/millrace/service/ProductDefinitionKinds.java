package io.millrace.service;

import io.micronaut.context.annotation.Factory;
import io.millrace.serdes.rollup.RollupKind;
import io.millrace.service.connect.ConnectorKind;
import io.millrace.service.tenants.ApiKeyKind;
import io.millrace.service.tenants.TenantKind;
import io.millrace.service.visitors.ErasureKind;
import io.millrace.service.webhooks.WebhookKind;
import io.millrace.state.cluster.ClusterSecretKind;
import io.millrace.state.definitions.DefinitionKinds;
import io.millrace.state.layout.LayoutKind;
import io.millrace.topologies.segment.rule.SegmentKind;
import jakarta.inject.Singleton;
import java.util.List;

/** The list of every kind of definition: a new kind is one line here. */
@Factory
public final class ProductDefinitionKinds {
  /** In the order in which a file is applied: later ones may name earlier ones. */
  public static final DefinitionKinds ALL =
      new DefinitionKinds(
          List.of(
              TenantKind.INSTANCE,
              ApiKeyKind.INSTANCE,
              RollupKind.INSTANCE,
              SegmentKind.INSTANCE,
              ConnectorKind.INSTANCE,
              WebhookKind.INSTANCE,
              ErasureKind.INSTANCE,
              ClusterSecretKind.INSTANCE,
              LayoutKind.INSTANCE));

  @Singleton
  DefinitionKinds kinds() {
    return ALL;
  }
}
