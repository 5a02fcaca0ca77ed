package io.millrace.service.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.service.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A broker that talks over TLS only, and only with clients that log in. */
final class SecureBroker implements AutoCloseable {
  private static final String PASSWORD = "store-password";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\""
          + " password=\"%s\"%s;";

  private final Path store;
  private final TestBroker broker;

  /** Starts a broker, with a key of its own. */
  SecureBroker(Path directory) throws IOException, InterruptedException {
    store = directory.resolve("broker.p12");
    makeKey(store);
    broker = new TestBroker(directory.resolve("broker"), security(store)).start();
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** What a service must know, as environment variables. */
  Map<String, String> environment() {
    return Map.of(
        "MILLRACE_KAFKA_BOOTSTRAP_SERVERS",
        bootstrapServers(),
        "MILLRACE_KAFKA_SECURITY_PROTOCOL",
        "SASL_SSL",
        "MILLRACE_KAFKA_SASL_MECHANISM",
        "PLAIN",
        "MILLRACE_KAFKA_SASL_JAAS_CONFIG",
        LOGIN.formatted("millrace", "client-password", ""),
        "MILLRACE_KAFKA_SSL_TRUSTSTORE_LOCATION",
        store.toString(),
        "MILLRACE_KAFKA_SSL_TRUSTSTORE_TYPE",
        "PKCS12",
        "MILLRACE_KAFKA_SSL_TRUSTSTORE_PASSWORD",
        PASSWORD);
  }

  @Override
  public void close() {
    broker.close();
  }

  private static Map<String, String> security(Path store) {
    String users = " user_broker=\"broker-password\" user_millrace=\"client-password\"";
    return Map.ofEntries(
        Map.entry("security.inter.broker.protocol", "SASL_SSL"),
        Map.entry("sasl.enabled.mechanisms", "PLAIN"),
        Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
        Map.entry(
            "listener.name.sasl_ssl.plain.sasl.jaas.config",
            LOGIN.formatted("broker", "broker-password", users)),
        Map.entry("ssl.keystore.location", store.toString()),
        Map.entry("ssl.keystore.type", "PKCS12"),
        Map.entry("ssl.keystore.password", PASSWORD),
        Map.entry("ssl.key.password", PASSWORD),
        Map.entry("ssl.truststore.location", store.toString()),
        Map.entry("ssl.truststore.type", "PKCS12"),
        Map.entry("ssl.truststore.password", PASSWORD));
  }

  /** With the address in it, so that clients may check whom they talk to. */
  private static void makeKey(Path store) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "broker",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=127.0.0.1",
                    "-ext",
                    "SAN=ip:127.0.0.1",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool made no key: " + said);
    }
  }
}
