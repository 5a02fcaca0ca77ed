package io.millrace.standalone.command;

import io.millrace.standalone.CommandException;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.parts.Engines;
import io.millrace.standalone.parts.Engines.ClickHouseLogin;
import io.millrace.standalone.parts.Layout;
import io.millrace.standalone.parts.StartSettings;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/**
 * How an installation starts.
 *
 * <p>Engines that run elsewhere are named by options only: the variables of {@code keys.env} tell
 * where an installation is, and a shell that has sourced one must not bend the next start.
 */
final class StartOptions {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "-1",
      description = "Port of the HTTP API, 0 for any free one; else as last time, else 8080.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = Layout.LOOPBACK,
      description = "Address the HTTP API listens on; 127.0.0.1 unless told otherwise.")
  private String host = Layout.LOOPBACK;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "A Kafka that runs elsewhere, instead of the embedded one.")
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--clickhouse-url",
      paramLabel = "URL",
      description =
          "A ClickHouse that runs elsewhere; user and password come from"
              + " $MILLRACE_CLICKHOUSE_USER and $MILLRACE_CLICKHOUSE_PASSWORD.")
  private Optional<String> clickHouse = Optional.empty();

  @Option(
      names = "--connect-url",
      paramLabel = "URL",
      description = "A Connect cluster with our plugins that runs elsewhere.")
  private Optional<String> connect = Optional.empty();

  @Option(
      names = "--private-webhooks",
      description = "Let tenants' webhooks lead to addresses of this machine and its network, too.")
  private boolean privateWebhooks;

  StartSettings settings(Home home) {
    if (port < -1 || port > 65_535) {
      throw new CommandException(
          CommandException.USAGE, "--port must be from 0 to 65535, but was " + port);
    }
    var engines =
        new Engines(named(kafka), named(clickHouse).map(StartOptions::login), named(connect));
    return new StartSettings(
        home,
        engines,
        host,
        port < 0 ? OptionalInt.empty() : OptionalInt.of(port),
        privateWebhooks);
  }

  private static Optional<String> named(Optional<String> text) {
    return text.filter(t -> !t.isBlank());
  }

  private static ClickHouseLogin login(String url) {
    var environment = System.getenv();
    return new ClickHouseLogin(
        url,
        environment.getOrDefault("MILLRACE_CLICKHOUSE_USER", ClickHouseLogin.USER),
        environment.getOrDefault("MILLRACE_CLICKHOUSE_PASSWORD", ""),
        environment.getOrDefault("MILLRACE_CLICKHOUSE_DATABASE", ClickHouseLogin.DATABASE));
  }
}
