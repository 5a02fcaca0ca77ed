package io.millrace.standalone.parts;

import io.millrace.standalone.home.Home;
import java.util.OptionalInt;

/**
 * What the operator said about an installation.
 *
 * @param host the address the HTTP API listens on
 * @param httpPort 0 for any; none said: as last time
 * @param privateWebhooks whether webhooks may lead to addresses that are not public
 */
public record StartSettings(
    Home home, Engines engines, String host, OptionalInt httpPort, boolean privateWebhooks) {}
