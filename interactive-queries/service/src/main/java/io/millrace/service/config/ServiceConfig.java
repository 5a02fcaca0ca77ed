package io.millrace.service.config;

import io.millrace.service.warehouse.WarehouseSettings;
import io.millrace.service.warehouse.WarehouseSettings.ConnectorLogin;
import io.millrace.state.access.Scope;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.settings.ResourceLimits;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.Advertised;
import io.millrace.state.settings.ServiceSettings.ClickHouseEndpoint;
import io.millrace.state.settings.ServiceSettings.InitialKey;
import io.millrace.state.settings.ServiceSettings.Webhooks;
import io.millrace.topologies.state.StoreMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;

/**
 * What a service that runs alone starts with.
 *
 * @param service the service itself
 * @param warehouse what it does for ClickHouse's tables and the connector
 */
public record ServiceConfig(ServiceSettings service, WarehouseSettings warehouse) {
  private static final String TENANT = "default";
  private static final String ANY_BROKER = "127.0.0.1:9092";

  /**
   * Reads and checks all settings.
   *
   * @param file Java properties; where none is given, the one that {@code MILLRACE_CONFIG} names
   * @throws SettingsException with every fault that there is
   */
  public static ServiceConfig read(Optional<Path> file, Map<String, String> environment)
      throws SettingsException {
    var faults = new ArrayList<String>();
    Optional<Path> named =
        file.or(
            () -> Optional.ofNullable(environment.get(GivenSettings.FILE_VARIABLE)).map(Path::of));
    var given = GivenSettings.read(named, environment, faults);
    var values = new SettingValues(given, faults);
    KafkaSettings kafka = kafka(given, values, faults);
    var config = new ServiceConfig(service(values, kafka), warehouse(values, faults));
    if (!faults.isEmpty()) {
      throw new SettingsException(faults);
    }
    return config;
  }

  private static KafkaSettings kafka(
      GivenSettings given, SettingValues values, List<String> faults) {
    String servers = values.text(Setting.BOOTSTRAP_SERVERS);
    if (!servers.isEmpty() && !Stream.of(servers.split(",")).allMatch(ServiceConfig::isAddress)) {
      faults.add(
          "%s (%s) must be HOST:PORT, or several separated by commas, but was %s"
              .formatted(
                  Setting.BOOTSTRAP_SERVERS.key(), Setting.BOOTSTRAP_SERVERS.variable(), servers));
    }
    findFaults(KafkaSettings.of(ANY_BROKER, given.kafka()), faults);
    return KafkaSettings.of(servers.isEmpty() ? ANY_BROKER : servers, given.kafka());
  }

  private static boolean isAddress(String server) {
    return Utils.getHost(server.strip()) != null && Utils.getPort(server.strip()) != null;
  }

  // A client is made without a connection, and reads key stores and logins as all others do. The
  // broker of the settings is not named to it: that its name does not resolve yet is no fault.
  private static void findFaults(KafkaSettings kafka, List<String> faults) {
    try {
      KafkaClients.admin(kafka, Map.of()).close();
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      while (cause.getCause() instanceof KafkaException inner) {
        cause = inner;
      }
      faults.add("the settings kafka.* make no client: " + cause.getMessage());
    }
  }

  private static ServiceSettings service(SettingValues values, KafkaSettings kafka) {
    String application = values.text(Setting.APPLICATION_ID);
    return new ServiceSettings(
        values.text(Setting.HTTP_HOST),
        values.number(Setting.HTTP_PORT, 0, 65_535),
        kafka,
        values.text(Setting.TOPIC_PREFIX),
        values.number(Setting.TOPIC_PARTITIONS, 1, 10_000),
        Path.of(values.text(Setting.STATE_DIRECTORY)),
        application,
        new ClickHouseEndpoint(
            values.url(Setting.CLICKHOUSE_URL),
            values.text(Setting.CLICKHOUSE_USER),
            values.text(Setting.CLICKHOUSE_PASSWORD),
            values.text(Setting.CLICKHOUSE_DATABASE)),
        values.url(Setting.CONNECT_URL),
        keys(values),
        webhooks(values),
        advertised(values),
        resources(values));
  }

  private static List<InitialKey> keys(SettingValues values) {
    var keys = new ArrayList<InitialKey>();
    keys.add(new InitialKey(values.text(Setting.ADMIN_KEY), TENANT, EnumSet.allOf(Scope.class)));
    values
        .optional(Setting.WRITE_KEY)
        .ifPresent(key -> keys.add(new InitialKey(key, TENANT, Set.of(Scope.WRITE))));
    values
        .optional(Setting.READ_KEY)
        .ifPresent(key -> keys.add(new InitialKey(key, TENANT, Set.of(Scope.READ))));
    return keys;
  }

  private static Webhooks webhooks(SettingValues values) {
    return new Webhooks(
        values.flag(Setting.WEBHOOK_PRIVATE_ADDRESSES),
        values.duration(Setting.WEBHOOK_TIMEOUT),
        values.duration(Setting.WEBHOOK_FIRST_PAUSE),
        values.duration(Setting.WEBHOOK_LONGEST_PAUSE),
        values.duration(Setting.WEBHOOK_RETRY_FOR));
  }

  private static Optional<Advertised> advertised(SettingValues values) {
    int port = values.number(Setting.ADVERTISED_PORT, 0, 65_535);
    Optional<String> host = values.optional(Setting.ADVERTISED_HOST);
    return host.isEmpty() && port == 0
        ? Optional.empty()
        : Optional.of(new Advertised(host.orElse(values.text(Setting.HTTP_HOST)), port));
  }

  private static ResourceLimits resources(SettingValues values) {
    return new ResourceLimits(
        values.bytes(
            Setting.STATE_MEMORY,
            StoreMemory.LEAST_BYTES,
            ResourceLimits.DEFAULT.stateMemoryBytes()),
        values.number(Setting.STREAM_THREADS, 1, ResourceLimits.MOST_STREAM_THREADS));
  }

  private static WarehouseSettings warehouse(SettingValues values, List<String> faults) {
    boolean migrates = values.flag(Setting.CLICKHOUSE_MIGRATE);
    int tasks = values.number(Setting.CONNECTOR_TASKS, 1, 1_000);
    String url = values.url(Setting.CONNECTOR_URL);
    String password = connectorPassword(values, faults);
    if (values.optional(Setting.CONNECT_URL).isEmpty()) {
      return new WarehouseSettings(migrates, Optional.empty());
    }
    return new WarehouseSettings(
        migrates,
        Optional.of(
            new ConnectorLogin(
                url.isEmpty() ? values.optional(Setting.CLICKHOUSE_URL).orElse("") : url,
                values
                    .optional(Setting.CONNECTOR_USER)
                    .orElseGet(() -> values.text(Setting.CLICKHOUSE_USER)),
                password,
                values.text(Setting.CLICKHOUSE_DATABASE),
                tasks)));
  }

  // What is given may be the password itself, so no fault shows it.
  private static String connectorPassword(SettingValues values, List<String> faults) {
    Optional<String> reference = values.optional(Setting.CONNECTOR_PASSWORD);
    boolean needed =
        values.optional(Setting.CONNECT_URL).isPresent()
            && values.optional(Setting.CLICKHOUSE_PASSWORD).isPresent();
    boolean isReference = reference.filter(ServiceConfig::isReference).isPresent();
    if ((reference.isPresent() || needed) && !isReference) {
      faults.add(
          "%s (%s) must be a reference that the Connect workers resolve, such as"
                  .formatted(
                      Setting.CONNECTOR_PASSWORD.key(), Setting.CONNECTOR_PASSWORD.variable())
              + " ${env:CLICKHOUSE_PASSWORD}, because the configuration of a connector can be"
              + " read, but was "
              + (reference.isPresent() ? "***" : "not given"));
    }
    return reference.orElse("");
  }

  private static boolean isReference(String value) {
    return value.startsWith("${")
        && value.indexOf('}') == value.length() - 1
        && value.contains(":");
  }
}
