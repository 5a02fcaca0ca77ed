package io.millrace.state.reads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads that set out together, with the first one that is waited for. For one thread. */
final class Bundle {
  private final Relay relay;
  private final ReadTerms terms;
  private final List<Waiting> waiting = new ArrayList<>();

  Bundle(Relay relay, ReadTerms terms) {
    this.relay = relay;
    this.terms = terms;
  }

  ReadTerms terms() {
    return terms;
  }

  /** A read that has set out or is going to. */
  final class Waiting {
    private final StoreRead read;
    private CompletableFuture<Found> found = new CompletableFuture<>();

    private Waiting(StoreRead read) {
      this.read = read;
    }

    Found await() {
      setOut();
      return Relay.join(found);
    }
  }

  Waiting add(StoreRead read) {
    var one = new Waiting(read);
    waiting.add(one);
    return one;
  }

  private void setOut() {
    if (waiting.isEmpty()) {
      return;
    }
    List<CompletableFuture<Found>> started =
        relay.start(waiting.stream().map(one -> one.read).toList(), terms);
    for (int i = 0; i < started.size(); i++) {
      waiting.get(i).found = started.get(i);
    }
    waiting.clear();
  }
}
