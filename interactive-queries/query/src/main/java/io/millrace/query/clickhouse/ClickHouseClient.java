package io.millrace.query.clickhouse;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.millrace.state.settings.ServiceSettings;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's client of ClickHouse. Thread safe; a statement holds its thread while it runs.
 *
 * <p>All statements can be repeated: the one retry is for a pooled connection that the server had
 * closed meanwhile. Those that read are bound by limits; those that change rows, erasures alone,
 * are not.
 */
public final class ClickHouseClient implements WarehouseReads, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseClient.class);
  private static final int MAX_CONNECTIONS = 32;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration CONNECTION_REQUEST_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than a statement may run, so that ClickHouse's own limit applies first. */
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(45);

  /** Less than the idle time after which servers close a connection. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

  private static final long PING_TIMEOUT_MS = 2_000;

  private final ServiceSettings.ClickHouseEndpoint address;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Client client;

  public ClickHouseClient(ServiceSettings.ClickHouseEndpoint address) {
    this.address = address;
  }

  // The response's close() is declared to throw anything, and so also InterruptedException.
  @SuppressWarnings("try")
  @Override
  public void read(SqlStatement statement, ReadLimits limits, RowConsumer rows) {
    try (QueryResponse response =
        client().query(statement.sql(), statement.parameters(), settings(limits)).get()) {
      rows.read(new RowBinary(response.getInputStream()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClickHouseErrors.failed(e);
    } catch (RuntimeException e) {
      throw e instanceof ClickHouseException ? ClickHouseErrors.failed(e) : e;
    } catch (Exception e) {
      throw ClickHouseErrors.failed(e);
    }
  }

  /**
   * Runs a statement that changes rows, and that may be repeated. Throws {@link ClickHouseFailed}
   * if it did not succeed in time, or its outcome is unknown.
   */
  // The response's close() is declared to throw anything, and so also InterruptedException.
  @SuppressWarnings("try")
  public void change(SqlStatement statement) {
    try (QueryResponse response =
        client().query(statement.sql(), statement.parameters(), changes()).get()) {
      LOG.debug("changed rows by the statement {}", response.getQueryId());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClickHouseErrors.failed(e);
    } catch (Exception e) {
      throw ClickHouseErrors.failed(e);
    }
  }

  /** Whether ClickHouse responds now. */
  public boolean reachable() {
    try {
      return client().ping(PING_TIMEOUT_MS);
    } catch (ClickHouseException e) {
      return false;
    }
  }

  @Override
  public void close() {
    Client open = client;
    if (open != null) {
      open.close();
    }
  }

  /** The server buffers the whole result, so that an error is reported as such, not as odd rows. */
  private static QuerySettings settings(ReadLimits limits) {
    return new QuerySettings()
        .setFormat(ClickHouseFormat.RowBinary)
        .waitEndOfQuery(true)
        // 1 would reject the settings beside it, and those that the embedded engine adds.
        .serverSetting("readonly", "2")
        .serverSetting("max_execution_time", Long.toString(limits.executionTime().toSeconds()))
        .serverSetting("max_rows_to_read", Long.toString(limits.rowsRead()))
        .serverSetting("max_result_rows", Long.toString(limits.resultRows()))
        .serverSetting("max_memory_usage", Long.toString(limits.memoryBytes()))
        .serverSetting("do_not_merge_across_partitions_select_final", "1");
  }

  private static QuerySettings changes() {
    return new QuerySettings().setFormat(ClickHouseFormat.RowBinary).waitEndOfQuery(true);
  }

  private Client client() {
    Client open = client;
    return open != null ? open : open();
  }

  private Client open() {
    opening.lock();
    try {
      Client open = client;
      if (open == null) {
        open = connected();
        client = open;
      }
      return open;
    } finally {
      opening.unlock();
    }
  }

  private Client connected() {
    return new Client.Builder()
        .addEndpoint(address.url())
        .setUsername(address.user())
        .setPassword(address.password())
        .setDefaultDatabase(address.database())
        .setClientName("millrace")
        .setMaxConnections(MAX_CONNECTIONS)
        .setConnectTimeout(CONNECT_TIMEOUT.toMillis())
        .setConnectionRequestTimeout(CONNECTION_REQUEST_TIMEOUT.toMillis(), ChronoUnit.MILLIS)
        .setSocketTimeout(SOCKET_TIMEOUT.toMillis())
        .setKeepAliveTimeout(KEEP_ALIVE.toMillis(), ChronoUnit.MILLIS)
        .retryOnFailures(ClientFaultCause.NoHttpResponse)
        .setMaxRetries(1)
        .compressServerResponse(false)
        .build();
  }
}
