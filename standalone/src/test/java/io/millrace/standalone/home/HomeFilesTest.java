package io.millrace.standalone.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFilesTest {
  private static final Addresses HERE =
      new Addresses("http://a:1", "http://b:2", "c:3", "http://d:4");

  @TempDir private Path directory = Path.of("");

  @Test
  void onlyTheOwnerMayReadHomeAndKeys() throws IOException {
    Home home = home();
    new KeysFile(home).write(HERE, Optional.empty());
    assertThat(permissions(home.directory())).isEqualTo("rwx------");
    assertThat(permissions(home.keys())).isEqualTo("rw-------");
  }

  @Test
  void theKeysFileHasExactlyTheSevenNames() throws IOException {
    new KeysFile(home()).write(HERE, Optional.empty());
    assertThat(Files.readAllLines(home().keys()))
        .extracting(line -> line.substring(0, line.indexOf('=')))
        .containsExactly(
            "MILLRACE_URL",
            "MILLRACE_WRITE_KEY",
            "MILLRACE_READ_KEY",
            "MILLRACE_ADMIN_KEY",
            "MILLRACE_CLICKHOUSE_URL",
            "MILLRACE_KAFKA",
            "MILLRACE_CONNECT_URL");
  }

  @Test
  void keysStayWhenAddressesChange() {
    var file = new KeysFile(home());
    InstallationKeys keys = file.write(HERE, Optional.empty());
    var elsewhere = new Addresses("http://a:9", "http://u:p'w@b:2/?x=1&y=2", "c:3", "http://d:4");
    assertThat(file.write(elsewhere, Optional.empty())).isEqualTo(keys);
    assertThat(file.read()).contains(new KeysFile.Contents(elsewhere, keys));
  }

  @Test
  void aFurtherInstanceHasTheKeysOfTheFirst() {
    InstallationKeys first = new KeysFile(home()).write(HERE, Optional.empty());
    var further = new KeysFile(new Home(directory.resolve("further")).create());
    var _ = further.write(HERE, Optional.empty());
    assertThat(further.write(HERE, Optional.of(first))).isEqualTo(first);
    assertThat(further.read()).contains(new KeysFile.Contents(HERE, first));
  }

  @Test
  void keysAreLongAndNeverPrinted() {
    InstallationKeys keys = new KeysFile(home()).write(HERE, Optional.empty());
    assertThat(keys.write()).matches("mr_write_[0-9A-Za-z]{43}");
    assertThat(keys.toString()).doesNotContain(keys.write());
  }

  @Test
  void portsAreChosenOnceAndAnewWhenTaken() throws IOException {
    int first = ports().choose(Port.KAFKA);
    assertThat(ports().choose(Port.KAFKA)).isEqualTo(first);
    try (var _ = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      assertThat(ports().choose(Port.KAFKA)).isNotEqualTo(first);
    }
  }

  @Test
  void aPortThatWasAskedForAndIsTakenIsAnError() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> ports().choose(Port.HTTP, port))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("port " + port + " is taken by another program");
    }
  }

  @Test
  void oneHomeRunsAPartOnce() throws IOException {
    Home home = home();
    try (var _ = HomeLock.take(home, "broker")) {
      assertThat(HomeLock.owner(home, "broker")).contains(ProcessHandle.current());
      assertThatThrownBy(() -> HomeLock.take(home, "broker"))
          .hasMessageContaining("Millrace already runs on " + home.directory());
    }
    assertThat(HomeLock.owner(home, "broker")).isEmpty();
    HomeLock.take(home, "broker").close();
  }

  @Test
  void theHomeIsTheNamedOneOrTheUsers() {
    assertThat(Home.ofUser(Map.of("MILLRACE_HOME", directory.toString())).directory())
        .isEqualTo(directory.toAbsolutePath());
    assertThat(Home.ofUser(Map.of()).directory()).endsWithRaw(Path.of(".millrace"));
  }

  private Home home() {
    return new Home(directory.resolve("home")).create();
  }

  private Ports ports() {
    return new Ports(home().ports(), new SplittableRandom());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
