package io.millrace.standalone.command;

import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Addresses;
import io.millrace.standalone.home.ConnectorSecrets;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.InstallationKeys;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.parts.ExternalEngines.ClickHouseLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The installation that a further instance joins: its engines and its keys.
 *
 * @param secrets the ClickHouse login as far as its home has it
 */
record JoinedInstallation(Addresses addresses, InstallationKeys keys, Map<String, String> secrets) {
  /**
   * Reads the home of an installation, or a copy of its keys file.
   *
   * @param own the home of the joining instance
   */
  static JoinedInstallation read(Path place, Home own) {
    Path file = Files.isDirectory(place) ? new Home(place).keys() : place;
    Path directory = Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
    var home = new Home(directory == null ? place : directory);
    if (home.equals(own)) {
      throw new CommandException(
          CommandException.USAGE,
          "--join must name another home than --home, but both are " + own.directory());
    }
    KeysFile.Contents contents =
        new KeysFile(file)
            .read()
            .orElseThrow(
                () ->
                    new CommandException(
                        "--join must name the home of an installation or its keys.env, but there is"
                            + " no "
                            + file));
    return new JoinedInstallation(
        contents.addresses(), contents.keys(), new ConnectorSecrets(home).read());
  }

  /** The environment supplies what the home does not. */
  ClickHouseLogin login(Map<String, String> environment) {
    var known = new HashMap<>(ClickHouseLogin.secrets(environment));
    known.putAll(secrets);
    return ClickHouseLogin.from(addresses.clickHouse(), known);
  }

  static Optional<JoinedInstallation> read(Optional<Path> place, Home own) {
    return place.map(named -> read(named, own));
  }
}
