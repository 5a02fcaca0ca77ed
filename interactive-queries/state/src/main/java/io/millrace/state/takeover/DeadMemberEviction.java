package io.millrace.state.takeover;

import static java.util.stream.Collectors.toMap;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.takeover.ApplicationGroup.Failed;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes an instance that was killed from the group, so that others take over its partitions in
 * two seconds, instead of after its session timeout.
 *
 * <p>An instance counts as dead if nothing listens any more on the port at which it was reached,
 * three times in a row, and it has not announced a stop: the membership of one that did is kept for
 * its return. One that cannot be reached at all, or never was, may be alive, and is left to its
 * session timeout. If this is wrong nevertheless, the instance notices with its next heartbeat,
 * drops what it did not commit and joins again; nothing is counted twice, and it is not evicted a
 * second time before it was reached again.
 */
public final class DeadMemberEviction {
  private static final Logger LOG = LoggerFactory.getLogger(DeadMemberEviction.class);
  private static final int TRIES = 3;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(150);

  /** A stop takes time, before the session begins to run out. */
  private static final Duration STOPPING = Duration.ofSeconds(20);

  private static final int CONNECT_TIMEOUT_MS = 500;

  /** Partitions may be moving just now. */
  private static final Duration NEXT_LOOK = Duration.ofSeconds(1);

  private final KafkaSettings kafka;
  private final String application;
  private final KafkaStreams streams;
  private final Set<HostInfo> looking = ConcurrentHashMap.newKeySet();

  /** Those that have responded, and were not evicted since. */
  private final Set<HostInfo> known = ConcurrentHashMap.newKeySet();

  /** Until when those that have announced a stop are left alone. */
  private final Map<HostInfo, Long> stopped = new ConcurrentHashMap<>();

  public DeadMemberEviction(KafkaSettings kafka, String application, KafkaStreams streams) {
    this.kafka = kafka;
    this.application = application;
    this.streams = streams;
  }

  /** A connection to the instance was established. */
  public void instanceReachable(HostInfo instance) {
    known.add(instance);
  }

  /** An instance announces a clean stop; by the end of its session it is back, or removed. */
  public void instanceStopping(HostInfo instance) {
    stopped.keySet().removeIf(one -> !hasStopped(one));
    stopped.put(instance, System.nanoTime() + STOPPING.toNanos());
  }

  private boolean hasStopped(HostInfo instance) {
    Long until = stopped.get(instance);
    return until != null && System.nanoTime() - until < 0;
  }

  /** Checks an instance that has refused a connection; returns immediately. */
  public void connectionRefused(HostInfo instance) {
    if (known.contains(instance) && looking.add(instance)) {
      var _ =
          Thread.ofVirtual()
              .name("millrace-killed-instances")
              .start(
                  () -> {
                    try {
                      var _ = evictIfDead(instance);
                      Thread.sleep(NEXT_LOOK);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    } finally {
                      looking.remove(instance);
                    }
                  });
    }
  }

  /** Returns whether the instance was dead, and is removed from the group now. */
  boolean evictIfDead(HostInfo instance) throws InterruptedException {
    for (int tried = 0; tried < TRIES; tried++) {
      Thread.sleep(BETWEEN_TRIES);
      if (!known.contains(instance) || hasStopped(instance) || listens(instance)) {
        return false;
      }
    }
    try (var group = new ApplicationGroup(kafka, application, "millrace-killed")) {
      return remove(instance, group);
    } catch (Failed | KafkaException | IllegalStateException e) {
      // Another instance may have done it in the meantime.
      LOG.debug("the group membership of {} is left to the session timeout", instance, e);
      return false;
    }
  }

  /** Whether that cannot be ruled out. */
  private static boolean listens(HostInfo instance) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(instance.host(), instance.port()), CONNECT_TIMEOUT_MS);
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private boolean remove(HostInfo instance, ApplicationGroup group)
      throws Failed, InterruptedException {
    ClassicGroupDescription described = group.described();
    if (described.state() != ClassicGroupState.STABLE
        || streams.state() != KafkaStreams.State.RUNNING) {
      return false;
    }
    String process = processOf(instance, instances(), processes(described.members())).orElse(null);
    if (process == null || isOwn(process) || listens(instance)) {
      return false;
    }
    group.remove(
        described.members().stream()
            .filter(member -> processOf(member).equals(Optional.of(process)))
            .toList(),
        "nothing listens on " + instance);
    known.remove(instance);
    LOG.info("instance {} is dead: it is evicted from the group", instance);
    return true;
  }

  private boolean isOwn(String process) {
    return streams.metadataForLocalThreads().stream()
        .anyMatch(thread -> thread.threadName().startsWith(process));
  }

  private Map<HostInfo, Set<TopicPartition>> instances() {
    return streams.metadataForAllStreamsClients().stream()
        .collect(toMap(StreamsMetadata::hostInfo, StreamsMetadata::topicPartitions));
  }

  private Map<String, Set<TopicPartition>> processes(Collection<MemberDescription> members) {
    var processes = new HashMap<String, Set<TopicPartition>>();
    for (MemberDescription member : members) {
      processOf(member)
          .ifPresent(
              process ->
                  processes
                      .computeIfAbsent(process, _ -> new HashSet<>())
                      .addAll(member.assignment().topicPartitions()));
    }
    return processes;
  }

  private Optional<String> processOf(MemberDescription member) {
    return KafkaNames.processOfConsumer(application, member.clientId());
  }

  /**
   * The process of an instance, by its partitions: the group knows only processes, and Streams only
   * instances. Empty if the two do not agree on the assignment, as while partitions move, and if
   * the instance has none.
   */
  static <P> Optional<String> processOf(
      HostInfo instance, Map<HostInfo, Set<P>> instances, Map<String, Set<P>> processes) {
    Set<P> partitions = instances.getOrDefault(instance, Set.of());
    boolean agree =
        instances.size() == processes.size()
            && Set.copyOf(instances.values()).equals(Set.copyOf(processes.values()));
    return partitions.isEmpty() || !agree
        ? Optional.empty()
        : processes.entrySet().stream()
            .filter(process -> process.getValue().equals(partitions))
            .map(Map.Entry::getKey)
            .findFirst();
  }
}
