package io.millrace.state.reads;

import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.core.propagation.PropagatedContextElement;

/** The terms of the request that is being answered, and what it has been served from. */
public record ReadContext(ReadTerms terms, ReadSources served) implements PropagatedContextElement {
  /** That of the current request; one of its own for what belongs to no request. */
  public static ReadContext current() {
    return PropagatedContext.find()
        .flatMap(context -> context.find(ReadContext.class))
        .orElseGet(() -> new ReadContext(ReadTerms.PRESENT, new ReadSources()));
  }
}
