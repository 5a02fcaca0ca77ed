package io.millrace.query.plan;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.query.clickhouse.ClickHouseClient;
import io.millrace.state.freshness.Visibility;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the engine together. */
@Factory
final class QueryBeans {
  @Bean(preDestroy = "close")
  @Singleton
  ClickHouseClient clickHouse(ServiceSettings settings) {
    return new ClickHouseClient(settings.clickHouse());
  }

  @Singleton
  QueryEngine engine(
      LiveRollups live, ClickHouseClient clickHouse, Visibility visibility, InstantSource clock) {
    return new QueryEngine(live, clickHouse, visibility, clock);
  }
}
