package io.millrace.service.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/**
 * Keeps the buffers of JSON in one pool for all threads. By default each thread has its own, which
 * for virtual threads, one per request, means new ones every time.
 */
@Singleton
final class JsonBuffers implements BeanCreatedEventListener<JsonFactory> {
  @Override
  public JsonFactory onCreated(BeanCreatedEvent<JsonFactory> event) {
    return event
        .getBean()
        .rebuild()
        .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
        .build();
  }
}
