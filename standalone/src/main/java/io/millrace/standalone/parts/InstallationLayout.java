package io.millrace.standalone.parts;

import io.millrace.standalone.broker.BrokerSettings;
import io.millrace.standalone.home.Addresses;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.HomeLock;
import io.millrace.standalone.home.InstallationKeys;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.home.Port;
import io.millrace.standalone.home.Ports;
import io.millrace.standalone.parts.ExternalEngines.ClickHouseLogin;
import io.millrace.standalone.worker.WorkerSettings;
import io.millrace.state.settings.ResourceLimits;
import io.millrace.state.settings.ServiceSettings.Advertised;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The addresses, ports and directories of every part of an installation, derived from the home
 * directory and the external engines.
 *
 * @param host the address the HTTP API listens on; the embedded engines stay on loopback
 * @param privateWebhooks whether webhooks may use addresses that are not public
 * @param advertised the address of the service for other instances, if it differs from where it
 *     listens
 * @param joined whether this is a further instance of an installation, which already has its tables
 *     and its sink
 * @param resources the limits of the service
 */
public record InstallationLayout(
    Home home,
    String host,
    int httpPort,
    BrokerSettings broker,
    WorkerSettings worker,
    ClickHouseLogin clickHouse,
    int clickHousePort,
    InstallationKeys keys,
    Addresses addresses,
    boolean privateWebhooks,
    Optional<Advertised> advertised,
    boolean joined,
    ResourceLimits resources) {
  public static final String LOOPBACK = "127.0.0.1";

  private static final String ANY_ADDRESS = "0.0.0.0";

  /** An embedded Kafka holds the topics of one installation only. */
  static final String TOPIC_PREFIX = "";

  /**
   * Chooses the ports of the parts that are about to start here, and uses those of the others as
   * last chosen; writes the keys file. Parts that start at the same time in processes of their own
   * plan one after the other, so that all have the same ports and keys.
   */
  static InstallationLayout plan(StartSettings settings, Set<Part> starting) {
    return HomeLock.runExclusively(settings.home(), () -> planned(settings, starting));
  }

  private static InstallationLayout planned(StartSettings settings, Set<Part> starting) {
    Home home = settings.home();
    ExternalEngines engines = settings.engines();
    String host = settings.host();
    var ports = new Ports(home);
    int http = httpPort(ports, starting, settings.httpPort());
    boolean broker = starting.contains(Part.BROKER);
    var brokerSettings =
        new BrokerSettings(
            home.kafka(),
            LOOPBACK,
            port(ports, Port.KAFKA, broker),
            port(ports, Port.CONTROLLER, broker));
    String kafka = engines.kafka().orElse(brokerSettings.bootstrapServers());
    var worker =
        new WorkerSettings(
            kafka,
            LOOPBACK,
            port(ports, Port.CONNECT, starting.contains(Part.WORKER)),
            home.connectorSecrets());
    int clickHousePort = port(ports, Port.CLICKHOUSE, starting.contains(Part.CLICKHOUSE));
    var clickHouse =
        engines
            .clickHouse()
            .orElseGet(() -> ClickHouseLogin.embedded(url(LOOPBACK, clickHousePort)));
    var addresses =
        new Addresses(
            url(host, http), clickHouse.url(), kafka, engines.connect().orElse(worker.url()));
    InstallationKeys keys = new KeysFile(home).write(addresses, settings.joined());
    return new InstallationLayout(
        home,
        host,
        http,
        brokerSettings,
        worker,
        clickHouse,
        clickHousePort,
        keys,
        addresses,
        settings.privateWebhooks(),
        settings.advertised().or(() -> advertised(host, kafka)),
        settings.joined().isPresent(),
        settings.resources());
  }

  // A service that listens on every address is advertised with one: the local address of the route
  // to Kafka.
  private static Optional<Advertised> advertised(String host, String kafka) {
    return host.equals(ANY_ADDRESS)
        ? Optional.of(new Advertised(ReachabilityWait.localAddress(kafka), 0))
        : Optional.empty();
  }

  private static int httpPort(Ports ports, Set<Part> starting, OptionalInt wanted) {
    if (starting.contains(Part.SERVICE)) {
      return wanted.isPresent()
          ? ports.choose(Port.HTTP, wanted.getAsInt())
          : ports.choose(Port.HTTP);
    }
    return port(ports, Port.HTTP, false);
  }

  private static int port(Ports ports, Port port, boolean starting) {
    int last = ports.last(port);
    return starting || last == 0 ? ports.choose(port) : last;
  }

  private static String url(String host, int port) {
    return "http://" + (host.equals(ANY_ADDRESS) ? LOOPBACK : host) + ":" + port;
  }
}
