package io.millrace.state.reads;

import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.core.propagation.PropagatedContextElement;

/** The terms of the current request, and the sources of its reads. */
public record ReadContext(ReadTerms terms, ReadSources served) implements PropagatedContextElement {
  /** That of the current request; a new one outside of requests. */
  public static ReadContext current() {
    return PropagatedContext.find()
        .flatMap(context -> context.find(ReadContext.class))
        .orElseGet(() -> new ReadContext(ReadTerms.PRESENT, new ReadSources()));
  }
}
