package io.millrace.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the embedded ClickHouse.
 *
 * @param home its directory: data, configuration, logs
 * @param host the address to bind, loopback by default
 * @param port the HTTP port; 0 lets the system choose one, which is then kept over restarts
 * @param memoryBytes the limit of the engine for all queries, caches and merges
 * @param user the only user
 * @param password its password; if empty, everyone who can reach the port has access
 * @param libchdb the engine's library; empty if this machine has none
 * @param startTimeout how long the process may take until it responds
 */
public record ClickHouseSettings(
    Path home,
    String host,
    int port,
    long memoryBytes,
    String user,
    String password,
    Optional<Path> libchdb,
    Duration startTimeout) {

  /** 2 GB: enough to group tens of millions of rows, and spills to disk from half of it on. */
  public static final long DEFAULT_MEMORY_BYTES = 2_000_000_000L;

  private static final long LEAST_MEMORY_BYTES = 256_000_000L;

  public ClickHouseSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, but was " + port);
    }
    if (memoryBytes < LEAST_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "memoryBytes must be at least " + LEAST_MEMORY_BYTES + ", but was " + memoryBytes);
    }
  }

  /** On loopback, on any free port, without a password. */
  public static ClickHouseSettings in(Path home) {
    return new ClickHouseSettings(
        home,
        "127.0.0.1",
        0,
        DEFAULT_MEMORY_BYTES,
        GatewayCredentials.DEFAULT_USER,
        "",
        Libchdb.find(),
        Duration.ofSeconds(60));
  }

  /** A copy with this port. */
  public ClickHouseSettings withPort(int other) {
    return new ClickHouseSettings(
        home, host, other, memoryBytes, user, password, libchdb, startTimeout);
  }

  /** A copy with this memory limit. */
  public ClickHouseSettings withMemoryBytes(long other) {
    return new ClickHouseSettings(home, host, port, other, user, password, libchdb, startTimeout);
  }

  /** A copy with this user and password. */
  public ClickHouseSettings withUser(String name, String secret) {
    return new ClickHouseSettings(
        home, host, port, memoryBytes, name, secret, libchdb, startTimeout);
  }

  @Override
  public String toString() {
    return "ClickHouseSettings[home=%s, host=%s, port=%d, memoryBytes=%d, user=%s, password=***]"
        .formatted(home, host, port, memoryBytes, user);
  }
}
