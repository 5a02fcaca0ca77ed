package io.millrace.state.reads;

import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.state.cluster.Instance;
import io.millrace.state.cluster.InstanceCalls;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.ReadRequestHandler.ReadReply;
import io.millrace.state.retry.Backoff;
import io.millrace.state.retry.BackoffPolicy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Routes reads to the instances that can serve them: those of one instance in one request, to the
 * next candidate if the first fails or is slow, and again from the start with the current
 * assignment, until the caller's patience ends. An instance that has just started and knows of no
 * partition yet rejects immediately.
 */
@Singleton
final class ReadRouter {
  private static final Duration QUESTION_AT_MOST = Duration.ofMillis(800);
  private static final Duration ON_THE_WAY = Duration.ofMillis(50);
  private static final BackoffPolicy PAUSES =
      BackoffPolicy.doubling(Duration.ofMillis(25), Duration.ofMillis(200));
  private static final Executor THREADS = Thread::startVirtualThread;

  private final PartitionRoutes routes;
  private final LocalReads local;
  private final InstanceCalls calls;
  private final PeerLatencies peers;

  ReadRouter(PartitionRoutes routes, LocalReads local, InstanceCalls calls, PeerLatencies peers) {
    this.routes = routes;
    this.local = local;
    this.calls = calls;
    this.peers = peers;
  }

  /** Performs all reads, in their order; throws a {@link FailureException} if one of them fails. */
  List<ReadResult> read(List<? extends StoreRead> reads, ReadTerms terms) {
    return start(reads, terms).stream().map(ReadRouter::join).toList();
  }

  /** Starts reads; local ones are done immediately. */
  List<CompletableFuture<ReadResult>> start(List<? extends StoreRead> reads, ReadTerms terms) {
    long deadline = System.nanoTime() + terms.patience().toNanos();
    var attempts = new ArrayList<Attempt>();
    for (StoreRead read : reads) {
      attempts.add(new Attempt(read, terms, deadline));
    }
    begin(attempts);
    return attempts.stream().map(attempt -> attempt.done).toList();
  }

  static ReadResult join(CompletableFuture<ReadResult> read) {
    try {
      return read.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void begin(List<Attempt> attempts) {
    var here = new ArrayList<Attempt>();
    Map<Instance, List<Attempt>> away = new LinkedHashMap<>();
    for (Attempt attempt : attempts) {
      Instance first = attempt.first();
      if (first == null) {
        attempt.next();
      } else if (first.equals(routes.self())) {
        here.add(attempt);
      } else {
        away.computeIfAbsent(first, _ -> new ArrayList<>()).add(attempt);
      }
    }
    away.forEach(this::ask);
    here.forEach(this::readHere);
  }

  private void readHere(Attempt attempt) {
    try {
      attempt.found(local.read(attempt.read, attempt.terms()));
    } catch (FailureException e) {
      attempt.failed(e.failure());
    } catch (RuntimeException e) {
      attempt.done.completeExceptionally(e);
    }
  }

  private void ask(Instance instance, List<Attempt> attempts) {
    PeerLatencies.Peer peer = peers.of(instance);
    if (peer.isBackedOff()) {
      attempts.forEach(attempt -> attempt.failed("instance " + instance + " does not answer"));
      return;
    }
    Duration patience = atMost(attempts.getFirst());
    ReadTerms terms = attempts.getFirst().terms().within(patience);
    byte[] question =
        ReadRequestHandler.encodeRequest(
            routes.generation(), attempts.stream().map(attempt -> attempt.read).toList(), terms);
    long asked = System.nanoTime();
    var _ =
        calls
            .ask(instance, ReadRequestHandler.WHAT, question, patience.plus(ON_THE_WAY))
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null) {
                    peer.answered(System.nanoTime() - asked);
                    answered(instance, attempts, answer);
                  } else {
                    peer.failed();
                    failed(attempts, String.valueOf(failure));
                  }
                });
    if (attempts.stream().anyMatch(Attempt::hasMore)) {
      after(peer.hedgeAfterMs(), () -> attempts.forEach(Attempt::hedge));
    }
  }

  private static void answered(Instance instance, List<Attempt> attempts, byte[] answer) {
    try {
      List<ReadReply> replies = ReadRequestHandler.replies(answer, attempts.size());
      for (int i = 0; i < replies.size(); i++) {
        switch (replies.get(i)) {
          case ReadReply.Read(var found) -> attempts.get(i).found(found);
          case ReadReply.Refused(var detail) ->
              failed(List.of(attempts.get(i)), "instance %s: %s".formatted(instance, detail));
        }
      }
    } catch (MalformedBytes e) {
      failed(attempts, "instance %s: %s".formatted(instance, e));
    }
  }

  /** A local read may follow, which must not run on the event loop of the response. */
  private static void failed(List<Attempt> attempts, String detail) {
    THREADS.execute(() -> attempts.forEach(attempt -> attempt.failed(detail)));
  }

  private static Duration atMost(Attempt attempt) {
    long leftMs = Math.max(1, (attempt.deadline - System.nanoTime()) / 1_000_000);
    boolean waitsForEvents = attempt.terms.after().isPresent();
    return Duration.ofMillis(
        waitsForEvents ? leftMs : Math.min(leftMs, QUESTION_AT_MOST.toMillis()));
  }

  private static void after(long ms, Runnable task) {
    CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS, THREADS).execute(task);
  }

  /** A read on its way from candidate to candidate. */
  private final class Attempt {
    final StoreRead read;
    final long deadline;
    private final ReadTerms terms;
    private final long begun = System.nanoTime();
    final CompletableFuture<ReadResult> done = new CompletableFuture<>();
    private List<Instance> candidates;
    private int asked;
    private int outstanding;
    private final Backoff backoff = new Backoff(PAUSES);
    private Failure fault;

    Attempt(StoreRead read, ReadTerms terms, long deadline) {
      this.read = read;
      this.terms = terms;
      this.deadline = deadline;
      this.candidates = resolve();
      this.fault = restoring("its partitions are being assigned");
    }

    /** Windows must be as of a certain time, which is longer ago with each attempt. */
    ReadTerms terms() {
      return read instanceof StoreRead.Windows
          ? terms.later((System.nanoTime() - begun) / 1_000_000)
          : terms;
    }

    /** The first candidate, or null if there is none now. */
    @Nullable Instance first() {
      return asked == candidates.size() ? null : take();
    }

    synchronized boolean hasMore() {
      return asked < candidates.size();
    }

    void found(ReadResult found) {
      done.complete(found);
    }

    void failed(String detail) {
      failed(restoring(detail));
    }

    void failed(Failure why) {
      synchronized (this) {
        outstanding--;
        fault = why;
      }
      next();
    }

    /** Asks the next one as well, if there is one. */
    void hedge() {
      if (!done.isDone() && hasMore()) {
        next();
      }
    }

    void next() {
      Instance next;
      synchronized (this) {
        if (done.isDone()) {
          return;
        }
        if (!hasMore()) {
          if (outstanding == 0) {
            anewOrNever();
          }
          return;
        }
        next = take();
      }
      if (next.equals(routes.self())) {
        readHere(this);
      } else {
        ask(next, List.of(this));
      }
    }

    private synchronized Instance take() {
      outstanding++;
      return candidates.get(asked++);
    }

    private void anewOrNever() {
      long pauseMs = backoff.next().toMillis();
      if (!routes.hasMetadata() || System.nanoTime() + pauseMs * 1_000_000 > deadline) {
        done.completeExceptionally(new FailureException(fault));
        return;
      }
      after(
          pauseMs,
          () -> {
            try {
              List<Instance> now = resolve();
              synchronized (this) {
                candidates = now;
                asked = 0;
              }
              next();
            } catch (RuntimeException e) {
              done.completeExceptionally(e);
            }
          });
    }

    private List<Instance> resolve() {
      if (!terms.allowsStandbys()) {
        return routes.active(read.store(), read.partition());
      }
      // Windows of a standby must be consistent with their pending partials.
      return read instanceof StoreRead.Windows
          ? routes.activeFirst(read.store(), read.partition())
          : routes.nearest(read.store(), read.partition());
    }

    private Failure restoring(String detail) {
      return new Failure.StoreRestoring(read.store(), detail);
    }
  }
}
