package io.millrace.service.config;

import io.millrace.state.settings.ResourceLimits;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.Webhooks;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the service, with their defaults. Those of Kafka's clients are not among them:
 * whatever begins with {@value #KAFKA_PREFIX} is passed on without it.
 */
public enum Setting {
  HTTP_HOST("http.host", ServiceSettings.LOOPBACK, "Address that HTTP listens on."),
  HTTP_PORT("http.port", "8080", "Port that HTTP listens on; 0 for any free one."),
  ADVERTISED_HOST(
      "advertised.host", "", "Host at which other instances reach this one; else `http.host`."),
  ADVERTISED_PORT(
      "advertised.port",
      "0",
      "Port at which other instances reach this one; 0 for the port that HTTP listens on."),
  BOOTSTRAP_SERVERS(
      "kafka.bootstrap.servers", null, "Brokers of Kafka, as `host:port`, separated by commas."),
  APPLICATION_ID(
      "application.id",
      "millrace",
      "Name of the Kafka Streams application; equal on all instances. Its group, internal topics"
          + " and transactions begin with it."),
  TOPIC_PREFIX("topic.prefix", "", "What the name of every topic begins with."),
  TOPIC_PARTITIONS(
      "topic.partitions",
      Integer.toString(ServiceSettings.ONE_MACHINE_PARTITIONS),
      "Partitions of the event topics and stores, when the topics are created; later, see"
          + " [scale](scale.md)."),
  STATE_DIRECTORY(
      "state.directory",
      "state",
      "Directory of the state stores; one for each instance, kept over restarts."),
  STATE_MEMORY(
      "state.memory",
      "",
      "Memory for all state stores together, such as `160M`; else 1/32 of the machine's, 128M to"
          + " 512M."),
  STREAM_THREADS(
      "stream.threads",
      Integer.toString(ResourceLimits.DEFAULT.streamThreads()),
      "Threads that process events."),
  CLICKHOUSE_URL("clickhouse.url", null, "HTTP interface of ClickHouse."),
  CLICKHOUSE_USER("clickhouse.user", "default", "User of ClickHouse."),
  CLICKHOUSE_PASSWORD("clickhouse.password", "", "Password of that user."),
  CLICKHOUSE_DATABASE(
      "clickhouse.database", "millrace", "Database of the tables; created where it is missing."),
  CLICKHOUSE_MIGRATE("clickhouse.migrate", "true", "Whether a start brings the tables up to date."),
  CONNECT_URL(
      "connect.url",
      "",
      "REST interface of a Connect cluster with the Millrace plugins. Where it is given, the"
          + " service defines the connector `warehouse`."),
  CONNECTOR_URL(
      "connector.clickhouse.url",
      "",
      "ClickHouse as the Connect workers reach it; else `clickhouse.url`."),
  CONNECTOR_USER("connector.clickhouse.user", "", "User of the connector; else `clickhouse.user`."),
  CONNECTOR_PASSWORD(
      "connector.clickhouse.password",
      "",
      "Reference to the password of the connector, which the workers resolve, such as"
          + " `${env:CLICKHOUSE_PASSWORD}`. Must be given where `clickhouse.password` is."),
  CONNECTOR_TASKS("connector.tasks", "1", "Tasks of the connector `warehouse`."),
  ADMIN_KEY("admin.key", null, "API key of the tenant `default` with all scopes."),
  WRITE_KEY("write.key", "", "API key of the tenant `default` with the scope `write`."),
  READ_KEY("read.key", "", "API key of the tenant `default` with the scope `read`."),
  WEBHOOK_PRIVATE_ADDRESSES(
      "webhook.private.addresses",
      Boolean.toString(Webhooks.DEFAULT.privateAddresses()),
      "Whether webhooks may lead to addresses that are not public."),
  WEBHOOK_TIMEOUT(
      "webhook.timeout", text(Webhooks.DEFAULT.timeout()), "Limit for one request of a webhook."),
  WEBHOOK_FIRST_PAUSE(
      "webhook.first.pause",
      text(Webhooks.DEFAULT.firstPause()),
      "Pause before the first retry; doubled before each further one."),
  WEBHOOK_LONGEST_PAUSE(
      "webhook.longest.pause", text(Webhooks.DEFAULT.longestPause()), "Longest pause."),
  WEBHOOK_RETRY_FOR(
      "webhook.retry.for",
      text(Webhooks.DEFAULT.retryFor()),
      "How old a change may become while its receiver fails.");

  /** What the settings of Kafka's clients begin with. */
  public static final String KAFKA_PREFIX = "kafka.";

  /** What the environment variables of settings begin with. */
  static final String VARIABLE_PREFIX = "MILLRACE_";

  private static final List<Setting> SECRETS =
      List.of(CLICKHOUSE_PASSWORD, ADMIN_KEY, WRITE_KEY, READ_KEY);

  private final String key;
  private final Optional<String> standard;
  private final String text;

  Setting(String key, @Nullable String standard, String text) {
    this.key = key;
    this.standard = Optional.ofNullable(standard);
    this.text = text;
  }

  /** The name in a file. */
  public String key() {
    return key;
  }

  /** The name in the environment. */
  public String variable() {
    return variable(key);
  }

  /** The value where none is given; nothing where one must be given. */
  public Optional<String> defaultValue() {
    return standard;
  }

  /** What it is for, in a sentence of Markdown. */
  public String text() {
    return text;
  }

  /** Whether its value is never shown. */
  public boolean isSecret() {
    return SECRETS.contains(this);
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  static String variable(String key) {
    return VARIABLE_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
