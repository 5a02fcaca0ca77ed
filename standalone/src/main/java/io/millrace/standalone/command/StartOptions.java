package io.millrace.standalone.command;

import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.parts.ExternalEngines;
import io.millrace.standalone.parts.ExternalEngines.ClickHouseLogin;
import io.millrace.standalone.parts.InstallationLayout;
import io.millrace.standalone.parts.StartSettings;
import io.millrace.state.settings.ResourceLimits;
import io.millrace.state.settings.ServiceSettings.Advertised;
import io.millrace.topologies.state.StoreMemory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/**
 * Options of the start of an installation.
 *
 * <p>External engines are configured by options only: the variables of {@code keys.env} locate an
 * installation, and a shell that has sourced one must not change the next start.
 */
final class StartOptions {
  /** An IPv6 address is in brackets. */
  private static final Pattern MEBIBYTES = Pattern.compile("([0-9]{1,6})M");

  private static final Pattern HOST_PORT =
      Pattern.compile("([^:\\s\\[\\]]+|\\[[0-9a-fA-F:]+\\])(?::([0-9]{1,5}))?");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "-1",
      description = "Port of the HTTP API, 0 for any free one; else as last time, else 8080.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = InstallationLayout.LOOPBACK,
      description = "Address the HTTP API listens on; default 127.0.0.1.")
  private String host = InstallationLayout.LOOPBACK;

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

  @Option(
      names = "--advertise",
      paramLabel = "HOST[:PORT]",
      description =
          "Where other instances reach this one; else where it listens, or with --host 0.0.0.0 the"
              + " address from which it reaches Kafka.")
  private Optional<String> advertise = Optional.empty();

  @Option(
      names = "--join",
      paramLabel = "DIR",
      description =
          "Start a further instance of the service for the installation with this home directory,"
              + " or with this copy of its keys.env.")
  private Optional<Path> join = Optional.empty();

  /** Whether this is a further instance of an installation: only the service is started then. */
  boolean joins() {
    return join.isPresent();
  }

  @Option(
      names = "--state-memory",
      paramLabel = "SIZE",
      description =
          "Memory for all state stores of the service together, such as 160M; by default"
              + " 1/32 of the machine's, 128M to 512M.")
  private Optional<String> stateMemory = Optional.empty();

  @Option(
      names = "--stream-threads",
      paramLabel = "N",
      description =
          "Threads of the service that process events, ${DEFAULT-VALUE} by default. One suits"
              + " several instances on a small machine, more suit many cores and partitions.")
  private int streamThreads = ResourceLimits.DEFAULT.streamThreads();

  StartSettings settings(Home home) {
    if (port < -1 || port > 65_535) {
      throw new CommandException(
          CommandException.USAGE, "--port must be from 0 to 65535, but was " + port);
    }
    Optional<JoinedInstallation> joined = JoinedInstallation.read(join, home);
    var engines =
        new ExternalEngines(
            named(kafka).or(() -> joined.map(other -> other.addresses().kafka())),
            named(clickHouse)
                .map(url -> ClickHouseLogin.from(url, ClickHouseLogin.secrets(System.getenv())))
                .or(() -> joined.map(other -> other.login(System.getenv()))),
            named(connect).or(() -> joined.map(other -> other.addresses().connect())));
    return new StartSettings(
        home,
        engines,
        host,
        port < 0 ? OptionalInt.empty() : OptionalInt.of(port),
        privateWebhooks,
        named(advertise).map(StartOptions::advertised),
        joined.map(JoinedInstallation::keys),
        resources());
  }

  private ResourceLimits resources() {
    if (streamThreads < 1 || streamThreads > ResourceLimits.MOST_STREAM_THREADS) {
      throw new CommandException(
          CommandException.USAGE,
          "--stream-threads must be from 1 to %d, but was %d"
              .formatted(ResourceLimits.MOST_STREAM_THREADS, streamThreads));
    }
    ResourceLimits resources = ResourceLimits.DEFAULT.withStreamThreads(streamThreads);
    return stateMemory.map(StartOptions::bytes).map(resources::withStateMemory).orElse(resources);
  }

  private static long bytes(String text) {
    Matcher matcher = MEBIBYTES.matcher(text.strip());
    long bytes = matcher.matches() ? Long.parseLong(matcher.group(1)) << 20 : 0;
    if (bytes < StoreMemory.LEAST_BYTES) {
      throw new CommandException(
          CommandException.USAGE,
          "--state-memory must be at least %dM, such as 160M, but was %s"
              .formatted(StoreMemory.LEAST_BYTES >> 20, text));
    }
    return bytes;
  }

  private static Optional<String> named(Optional<String> text) {
    return text.filter(t -> !t.isBlank());
  }

  private static Advertised advertised(String text) {
    Matcher matcher = HOST_PORT.matcher(text.strip());
    int port =
        matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : 0;
    if (!matcher.matches() || port > 65_535) {
      throw new CommandException(
          CommandException.USAGE, "--advertise must be HOST or HOST:PORT, but was " + text);
    }
    return new Advertised(matcher.group(1), port);
  }
}
