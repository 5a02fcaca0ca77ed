package io.millrace.standalone.imports;

import io.millrace.standalone.api.EventResult;
import io.millrace.standalone.api.EventSender;
import io.millrace.standalone.failure.CommandException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends events over a few queues. All events of a visitor use the same queue, and a queue has one
 * batch in flight at a time: so they arrive in order, also when a batch is sent again.
 *
 * <p>Queues hold a bounded number of batches; {@link #send} blocks while its queue is full.
 */
final class ParallelSender implements AutoCloseable {
  private static final int QUEUES = 4;
  private static final int BATCH_EVENTS = 500;
  private static final int BATCH_CHARACTERS = 1 << 20;
  private static final int WAITING_BATCHES = 2;

  /** Marks the end of a queue. */
  private static final List<ImportedEvent> END = List.of();

  private final EventSender sender;
  private final String key;
  private final ImportTally tally;
  private final List<SendQueue> queues = new ArrayList<>();
  private volatile @Nullable RuntimeException failure;

  ParallelSender(EventSender sender, String key, ImportTally tally) {
    this.sender = sender;
    this.key = key;
    this.tally = tally;
    for (int i = 0; i < QUEUES; i++) {
      queues.add(new SendQueue(i));
    }
  }

  void send(ImportedEvent event) throws InterruptedException {
    queues.get(Math.floorMod(event.visitor().hashCode(), QUEUES)).add(event);
  }

  /** Returns when everything is acknowledged. */
  void finish() throws InterruptedException {
    for (SendQueue queue : queues) {
      queue.flush();
      queue.put(END);
    }
    for (SendQueue queue : queues) {
      queue.thread.join();
    }
    throwFailure();
  }

  @Override
  public void close() {
    queues.forEach(queue -> queue.thread.interrupt());
  }

  private void throwFailure() {
    RuntimeException e = failure;
    if (e != null) {
      throw e;
    }
  }

  private final class SendQueue {
    private final BlockingQueue<List<ImportedEvent>> batches =
        new ArrayBlockingQueue<>(WAITING_BATCHES);
    private final Thread thread;
    private List<ImportedEvent> batch = new ArrayList<>();
    private int characters;

    SendQueue(int number) {
      thread = Thread.ofVirtual().name("import-queue-" + number).start(this::run);
    }

    void add(ImportedEvent event) throws InterruptedException {
      batch.add(event);
      characters += event.json().length() + 1;
      if (batch.size() >= BATCH_EVENTS || characters >= BATCH_CHARACTERS) {
        flush();
      }
    }

    void flush() throws InterruptedException {
      if (!batch.isEmpty()) {
        put(batch);
        batch = new ArrayList<>();
        characters = 0;
      }
    }

    void put(List<ImportedEvent> full) throws InterruptedException {
      while (!batches.offer(full, 100, TimeUnit.MILLISECONDS)) {
        throwFailure();
      }
    }

    private void run() {
      try {
        for (var next = batches.take(); !next.isEmpty(); next = batches.take()) {
          deliver(next);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    private void deliver(List<ImportedEvent> events) throws InterruptedException {
      var body = new StringBuilder();
      for (ImportedEvent event : events) {
        body.append(event.json()).append('\n');
      }
      byte[] ndjson = body.toString().getBytes(StandardCharsets.UTF_8);
      List<EventResult> results = EventResult.of(sender.send(key, ndjson));
      if (results.size() != events.size()) {
        throw new CommandException(
            "the server must answer for each of %d events, but answered for %d"
                .formatted(events.size(), results.size()));
      }
      for (int i = 0; i < results.size(); i++) {
        tally.answered(events.get(i), results.get(i));
      }
    }
  }
}
