package io.millrace.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.state.settings.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
          "MILLRACE_CLICKHOUSE_URL", "http://clickhouse:8123",
          "MILLRACE_ADMIN_KEY", "mr_admin_secret");

  @TempDir private Path directory = Path.of("");

  @Test
  void everythingElseHasADefault() throws SettingsException {
    ServiceConfig config = ServiceConfig.read(Optional.empty(), LEAST);

    assertThat(config.service().host()).isEqualTo("127.0.0.1");
    assertThat(config.service().port()).isEqualTo(8080);
    assertThat(config.service().clickHouse().database()).isEqualTo("millrace");
    assertThat(config.service().webhooks().retryFor()).isEqualTo(Duration.ofHours(24));
    assertThat(config.warehouse().migrates()).isTrue();
    assertThat(config.warehouse().connector()).isEmpty();
  }

  @Test
  void theEnvironmentComesBeforeTheFile() throws IOException, SettingsException {
    Path file = file("http.port=1\nclickhouse.user=file\nkafka.sasl.mechanism=PLAIN\n");

    ServiceConfig config =
        ServiceConfig.read(
            Optional.empty(), with("MILLRACE_CONFIG", file.toString(), "MILLRACE_HTTP_PORT", "2"));

    assertThat(config.service().port()).isEqualTo(2);
    assertThat(config.service().clickHouse().user()).isEqualTo("file");
    assertThat(config.service().kafka().properties())
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("bootstrap.servers", "kafka:9092");
  }

  @Test
  void namesAllFaultsAtOnceWithTheNearestNames() throws IOException {
    Path file = file("htp.port=1\nclickhouse.url=nowhere\n");
    SettingsException failure =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                ServiceConfig.read(
                    Optional.of(file),
                    Map.of(
                        "MILLRACE_STREM_THREADS", "2",
                        "MILLRACE_HTTP_PORT", "70000",
                        "MILLRACE_WEBHOOK_TIMEOUT", "soon")));

    assertThat(failure.faults())
        .containsExactlyInAnyOrder(
            "htp.port is no setting, in %s; did you mean http.port?".formatted(file),
            "MILLRACE_STREM_THREADS is no setting, in the environment; did you mean"
                + " MILLRACE_STREAM_THREADS?",
            "kafka.bootstrap.servers (MILLRACE_KAFKA_BOOTSTRAP_SERVERS) must be given",
            "http.port (MILLRACE_HTTP_PORT) must be a number from 0 to 65535, but was 70000",
            "clickhouse.url (MILLRACE_CLICKHOUSE_URL) must be a URL such as http://host:8123,"
                + " without a login in it, but was nowhere",
            "admin.key (MILLRACE_ADMIN_KEY) must be given",
            "webhook.timeout (MILLRACE_WEBHOOK_TIMEOUT) must be a duration such as 500ms, 10s, 5m"
                + " or 24h, but was soon");
  }

  @Test
  void theBrokerIsAHostAndAPortThatNeedNotResolveYet() throws SettingsException {
    SettingsException failure =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                ServiceConfig.read(
                    Optional.empty(),
                    with("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092,kafka")));
    assertThat(failure.faults())
        .containsExactly(
            "kafka.bootstrap.servers (MILLRACE_KAFKA_BOOTSTRAP_SERVERS) must be HOST:PORT, or"
                + " several separated by commas, but was kafka:9092,kafka");

    ServiceConfig config = ServiceConfig.read(Optional.empty(), LEAST);
    assertThat(config.service().kafka().bootstrapServers()).isEqualTo("kafka:9092");
  }

  @Test
  void findsALoginThatKafkaCannotUse() {
    SettingsException failure =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                ServiceConfig.read(
                    Optional.empty(),
                    with(
                        "MILLRACE_KAFKA_SECURITY_PROTOCOL",
                        "SSL",
                        "MILLRACE_KAFKA_SSL_TRUSTSTORE_LOCATION",
                        "/nowhere/trust.p12")));

    assertThat(failure.faults()).singleElement().asString().contains("/nowhere/trust.p12");
  }

  @Test
  void thePasswordOfTheConnectorMustBeAReference() throws SettingsException {
    var environment =
        with("MILLRACE_CONNECT_URL", "http://connect:8083", "MILLRACE_CLICKHOUSE_PASSWORD", "hush");
    SettingsException failure =
        catchThrowableOfType(
            SettingsException.class, () -> ServiceConfig.read(Optional.empty(), environment));
    assertThat(failure.faults()).singleElement().asString().contains("but was not given");

    environment.put("MILLRACE_CONNECTOR_CLICKHOUSE_PASSWORD", "hush");
    failure =
        catchThrowableOfType(
            SettingsException.class, () -> ServiceConfig.read(Optional.empty(), environment));
    assertThat(failure.faults()).singleElement().asString().endsWith("but was ***");

    environment.put("MILLRACE_CONNECTOR_CLICKHOUSE_PASSWORD", "${env:PASSWORD}");
    ServiceConfig config = ServiceConfig.read(Optional.empty(), environment);
    assertThat(config.warehouse().connector().orElseThrow().password())
        .isEqualTo("${env:PASSWORD}");
  }

  @Test
  void showsNoSecret() throws SettingsException {
    String shown =
        ServiceConfig.read(
                Optional.empty(),
                with(
                    "MILLRACE_CLICKHOUSE_PASSWORD",
                    "hush",
                    "MILLRACE_KAFKA_SASL_JAAS_CONFIG",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " password=\"hush\";",
                    "MILLRACE_KAFKA_MY_LOGIN_TOKEN",
                    "hush"))
            .toString();

    assertThat(shown).contains("bootstrap.servers=kafka:9092").doesNotContain("hush", "mr_admin");
    assertThat(KafkaSettings.of("kafka:9092", Map.of("ssl.key.password", "hush")).toString())
        .contains("ssl.key.password=***");
  }

  @Test
  void thePageListsEverySetting() throws IOException {
    String page = Files.readString(Path.of("../../docs/operate/service-alone.md"));
    String[] rows =
        Arrays.stream(Setting.values()).map(ServiceConfigTest::row).toArray(String[]::new);

    assertThat(page).contains(rows);
  }

  private static String row(Setting setting) {
    String standard =
        setting
            .defaultValue()
            .map(value -> value.isEmpty() ? "" : "`" + value + "`")
            .orElse("required");
    return "| `%s` | %s | %s |\n".formatted(setting.key(), standard, setting.text());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("millrace.properties"), text);
  }

  private static Map<String, String> with(String... variables) {
    var environment = new HashMap<>(LEAST);
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return environment;
  }
}
