package io.millrace.standalone.parts;

import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.InstallationKeys;
import io.millrace.state.settings.ResourceLimits;
import io.millrace.state.settings.ServiceSettings.Advertised;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The operator's settings of an installation.
 *
 * @param host the address the HTTP API listens on
 * @param httpPort 0 for any; empty: as last time
 * @param privateWebhooks whether webhooks may use addresses that are not public
 * @param advertised the address for other instances; empty: determined automatically
 * @param joined the keys of the installation that this is a further instance of
 * @param resources the limits of the service
 */
public record StartSettings(
    Home home,
    ExternalEngines engines,
    String host,
    OptionalInt httpPort,
    boolean privateWebhooks,
    Optional<Advertised> advertised,
    Optional<InstallationKeys> joined,
    ResourceLimits resources) {
  /** The first instance of an installation. */
  public static StartSettings firstInstance(Home home, OptionalInt httpPort) {
    return new StartSettings(
        home,
        ExternalEngines.EMBEDDED,
        InstallationLayout.LOOPBACK,
        httpPort,
        false,
        Optional.empty(),
        Optional.empty(),
        ResourceLimits.DEFAULT);
  }
}
