package io.millrace.connect.clickhouse;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Blocks that are inserted one after the other while the task continues to read. */
final class InFlightInserts {
  private final List<Block> blocks;
  private final AtomicInteger inserted = new AtomicInteger();
  private final FutureTask<Void> run;

  private InFlightInserts(SinkClient clickHouse, List<Block> blocks) {
    this.blocks = List.copyOf(blocks);
    this.run =
        new FutureTask<>(
            () -> {
              for (Block block : this.blocks) {
                clickHouse.insert(block);
                inserted.incrementAndGet();
              }
              return null;
            });
  }

  static InFlightInserts start(SinkClient clickHouse, List<Block> blocks) {
    var flight = new InFlightInserts(clickHouse, blocks);
    Thread.ofVirtual().name("clickhouse-insert").start(flight.run);
    return flight;
  }

  boolean isDone() {
    return run.isDone();
  }

  /** The blocks whose insert has completed. */
  List<Block> inserted() {
    return blocks.subList(0, inserted.get());
  }

  /** The blocks that may not be stored. */
  List<Block> remaining() {
    return blocks.subList(inserted.get(), blocks.size());
  }

  /** Bytes in memory of the blocks that may not be stored. */
  long memoryBytes() {
    return remaining().stream().mapToLong(Block::memoryBytes).sum();
  }

  /** Waits for the end; rethrows what ended it early. An insert is bounded by its timeout. */
  void await() throws RetriableClickHouseException {
    try {
      run.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RetriableClickHouseException unavailable -> throw unavailable;
        case RuntimeException fault -> throw fault;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetriableClickHouseException("interrupted while an insert was running", e);
    }
  }
}
