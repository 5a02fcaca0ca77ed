package io.millrace.state.freshness;

import io.millrace.state.cluster.Instance;
import io.millrace.state.cluster.InstanceCalls;
import io.millrace.state.cluster.Instances;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The progress of the tasks of all instances, combined. */
@Singleton
final class ClusterProgress {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Instances instances;
  private final InstanceCalls calls;
  private final LocalProgress local;
  private final StreamsHost streams;

  ClusterProgress(
      Instances instances, InstanceCalls calls, LocalProgress local, StreamsHost streams) {
    this.instances = instances;
    this.calls = calls;
    this.local = local;
    this.streams = streams;
  }

  /** Throws a 503 if an instance does not respond, or a partition is on none of them. */
  InstanceProgress read() {
    Map<Instance, CompletableFuture<byte[]>> asked = new LinkedHashMap<>();
    for (Instance instance : instances.all()) {
      if (!instance.equals(instances.self())) {
        asked.put(instance, calls.ask(instance, ProgressRequestHandler.WHAT, PATIENCE));
      }
    }
    var commits = new HashMap<String, Double>();
    var covered = new HashSet<Integer>();
    InstanceProgress own = local.read();
    PendingWindows waiting = take(instances.self(), own, own.waiting(), commits, covered);
    for (var one : asked.entrySet()) {
      waiting = take(one.getKey(), part(one.getValue()), waiting, commits, covered);
    }
    if (covered.size() != streams.hosted().orThrow().layout().partitions()) {
      throw new FailureException(new Failure.NotReady("partitions are being assigned", 1));
    }
    return new InstanceProgress(new CommitCounts(commits), waiting, covered);
  }

  private static PendingWindows take(
      Instance instance,
      InstanceProgress part,
      PendingWindows waiting,
      Map<String, Double> commits,
      Set<Integer> covered) {
    part.commits()
        .byThread()
        .forEach((thread, count) -> commits.put(instance + "/" + thread, count));
    for (int partition : part.partitions()) {
      if (!covered.add(partition)) {
        throw new FailureException(new Failure.NotReady("partitions are being assigned", 1));
      }
    }
    return new PendingWindows(
        Math.min(waiting.seenAt(), part.waiting().seenAt()),
        Math.min(waiting.oldest(), part.waiting().oldest()));
  }

  private static InstanceProgress part(CompletableFuture<byte[]> answer) {
    try {
      return InstanceProgress.fromBytes(answer.join());
    } catch (CompletionException e) {
      throw new FailureException(new Failure.NotReady(String.valueOf(e.getCause()), 1));
    }
  }
}
