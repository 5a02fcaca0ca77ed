package io.millrace.state.reads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads that are sent together, with the first one that is waited for. For one thread. */
final class ReadBatch {
  private final ReadRouter relay;
  private final ReadTerms terms;
  private final List<PendingRead> waiting = new ArrayList<>();

  ReadBatch(ReadRouter relay, ReadTerms terms) {
    this.relay = relay;
    this.terms = terms;
  }

  ReadTerms terms() {
    return terms;
  }

  /** A read that is sent or will be. */
  final class PendingRead {
    private final StoreRead read;
    private CompletableFuture<ReadResult> found = new CompletableFuture<>();

    private PendingRead(StoreRead read) {
      this.read = read;
    }

    ReadResult await() {
      setOut();
      return ReadRouter.join(found);
    }
  }

  PendingRead add(StoreRead read) {
    var one = new PendingRead(read);
    waiting.add(one);
    return one;
  }

  private void setOut() {
    if (waiting.isEmpty()) {
      return;
    }
    List<CompletableFuture<ReadResult>> started =
        relay.start(waiting.stream().map(one -> one.read).toList(), terms);
    for (int i = 0; i < started.size(); i++) {
      waiting.get(i).found = started.get(i);
    }
    waiting.clear();
  }
}
