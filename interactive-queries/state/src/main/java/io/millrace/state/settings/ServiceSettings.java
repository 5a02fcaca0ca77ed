package io.millrace.state.settings;

import io.millrace.state.access.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a service needs to know to start.
 *
 * @param host the address it listens on
 * @param port 0 for any free port
 * @param kafka how every client reaches Kafka
 * @param topicPrefix what every topic's name starts with
 * @param partitions of every event topic and store; cannot change once topics exist
 * @param stateDir where the state stores live; one directory per instance
 * @param applicationId the name of the Kafka Streams application, equal on all instances
 * @param connectUrl where Kafka Connect answers
 * @param initialKeys keys that exist from the first start on, with their tenants
 * @param webhooks how they are delivered
 * @param advertised where other instances reach it, if that is not where it listens
 * @param resources what it may take of the machine
 */
public record ServiceSettings(
    String host,
    int port,
    KafkaSettings kafka,
    String topicPrefix,
    int partitions,
    Path stateDir,
    String applicationId,
    ClickHouseEndpoint clickHouse,
    String connectUrl,
    List<InitialKey> initialKeys,
    Webhooks webhooks,
    Optional<Advertised> advertised,
    ResourceLimits resources) {
  public static final String LOOPBACK = "127.0.0.1";
  public static final int ONE_MACHINE_PARTITIONS = 4;

  public ServiceSettings {
    initialKeys = List.copyOf(initialKeys);
    List<String> faults = faults(port, partitions, applicationId);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** With webhooks as they are by default, reached where it listens. */
  public ServiceSettings(
      String host,
      int port,
      String bootstrapServers,
      String topicPrefix,
      int partitions,
      Path stateDir,
      String applicationId,
      ClickHouseEndpoint clickHouse,
      String connectUrl,
      List<InitialKey> initialKeys) {
    this(
        host,
        port,
        KafkaSettings.of(bootstrapServers),
        topicPrefix,
        partitions,
        stateDir,
        applicationId,
        clickHouse,
        connectUrl,
        initialKeys,
        Webhooks.DEFAULT,
        Optional.empty(),
        ResourceLimits.DEFAULT);
  }

  public ServiceSettings with(Webhooks other) {
    return new ServiceSettings(
        host,
        port,
        kafka,
        topicPrefix,
        partitions,
        stateDir,
        applicationId,
        clickHouse,
        connectUrl,
        initialKeys,
        other,
        advertised,
        resources);
  }

  public ServiceSettings with(ResourceLimits other) {
    return new ServiceSettings(
        host,
        port,
        kafka,
        topicPrefix,
        partitions,
        stateDir,
        applicationId,
        clickHouse,
        connectUrl,
        initialKeys,
        webhooks,
        advertised,
        other);
  }

  /**
   * Where other instances reach it, as {@code host:port}.
   *
   * @param listening the port that it listens on
   */
  public String applicationServer(int listening) {
    Advertised to = advertised.orElse(new Advertised(host, 0));
    return to.host() + ":" + (to.port() == 0 ? listening : to.port());
  }

  /**
   * Where an instance is reached by others.
   *
   * @param port 0 for the one that it listens on
   */
  public record Advertised(String host, int port) {}

  /**
   * How webhooks are delivered.
   *
   * @param privateAddresses whether they may lead to addresses that are not public
   * @param timeout for the whole of a request
   * @param firstPause before the first retry; twice as long before each further one
   * @param longestPause between retries
   * @param retryFor how old a change may become while its receiver fails
   */
  public record Webhooks(
      boolean privateAddresses,
      Duration timeout,
      Duration firstPause,
      Duration longestPause,
      Duration retryFor) {
    public static final Webhooks DEFAULT =
        new Webhooks(
            false,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(24));

    public Webhooks withPrivateAddresses(boolean allowed) {
      return new Webhooks(allowed, timeout, firstPause, longestPause, retryFor);
    }
  }

  /** Where the warehouse is. */
  public record ClickHouseEndpoint(String url, String user, String password, String database) {
    @Override
    public String toString() {
      return "ClickHouse[url=%s, user=%s, password=***, database=%s]"
          .formatted(url, user, database);
    }
  }

  /** A key chosen by the operator; only its SHA-256 is stored. */
  public record InitialKey(String secret, String tenant, Set<Scope> scopes) {
    public InitialKey {
      scopes = Set.copyOf(scopes);
    }

    @Override
    public String toString() {
      return "InitialKey[secret=***, tenant=%s, scopes=%s]".formatted(tenant, scopes);
    }
  }

  private static List<String> faults(int port, int partitions, String applicationId) {
    var faults = new ArrayList<String>();
    if (port < 0 || port > 65_535) {
      faults.add("port must be 0 to 65535, but was " + port);
    }
    if (partitions < 1) {
      faults.add("partitions must be at least 1, but was " + partitions);
    }
    if (applicationId.isBlank()) {
      faults.add("applicationId must not be empty");
    }
    return faults;
  }
}
