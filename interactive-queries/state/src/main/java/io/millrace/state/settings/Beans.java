package io.millrace.state.settings;

import io.micronaut.context.annotation.Factory;
import io.millrace.serdes.topic.Topics;
import jakarta.inject.Singleton;

/** Beans that are built from the settings. The clock is the framework's {@code InstantSource}. */
@Factory
final class Beans {
  @Singleton
  Topics topics(ServiceSettings settings) {
    return new Topics(settings.topicPrefix());
  }
}
