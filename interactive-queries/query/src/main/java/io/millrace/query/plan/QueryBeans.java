package io.millrace.query.plan;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.query.clickhouse.ClickHouse;
import io.millrace.state.freshness.Visibility;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the engine together. */
@Factory
final class QueryBeans {
  @Bean(preDestroy = "close")
  @Singleton
  ClickHouse clickHouse(ServiceSettings settings) {
    return new ClickHouse(settings.clickHouse());
  }

  @Singleton
  QueryEngine engine(
      LiveRollups live, ClickHouse clickHouse, Visibility visibility, InstantSource clock) {
    return new QueryEngine(live, clickHouse, visibility, clock);
  }
}
