package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandlockTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void theKernelKeepsTheProcessInItsDirectory() throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path secret = Files.writeString(directory.resolve("secret"), "secret");
    try (var listener = new ServerSocket(0)) {
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              Confined.class.getName(),
              home.toString(),
              secret.toString(),
              Integer.toString(listener.getLocalPort()));
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      Process process = builder.redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Assumptions.assumeFalse(said.contains("no landlock"), "this kernel has no Landlock");
      assertThat(said.lines())
          .containsExactly(
              "own file: allowed",
              "move: allowed",
              "read: refused",
              "write: refused",
              "run: refused",
              "connect: refused");
    }
  }

  /** Tries what it may and what it may not. */
  static final class Confined {
    private Confined() {}

    public static void main(String[] arguments) throws IOException {
      Path home = Path.of(arguments[0]);
      Path secret = Path.of(arguments[1]);
      if (!Landlock.confine(home, secret.resolveSibling("library"))) {
        System.out.println("no landlock");
        return;
      }
      attempt("own file", () -> Files.writeString(home.resolve("own"), "x"));
      Path below = Files.createDirectories(home.resolve("below"));
      attempt("move", () -> Files.move(home.resolve("own"), below.resolve("own")));
      attempt("read", () -> Files.readString(secret));
      attempt("write", () -> Files.writeString(secret.resolveSibling("other"), "x"));
      attempt("run", () -> new ProcessBuilder("/bin/true").start().waitFor() + 1);
      attempt(
          "connect",
          () -> new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2])));
    }

    private static void attempt(String what, Callable<?> action) {
      boolean allowed;
      try {
        action.call();
        allowed = true;
      } catch (Exception e) {
        allowed = false;
      }
      System.out.println(what + ": " + (allowed ? "allowed" : "refused"));
    }
  }

  @Test
  void everyThreadThatRunsQueriesIsConfined() throws IOException {
    try (var clickHouse =
        ClickHouseProcess.start(ClickHouseSettings.in(directory.resolve("home")))) {
      ClickHouseHttpClient.at(clickHouse.url()).run("SELECT sum(number) FROM numbers(1000000)");
      Path tasks = Path.of("/proc/" + clickHouse.pid() + "/task");
      try (Stream<Path> threads = Files.list(tasks)) {
        assertThat(threads.filter(LandlockTest::serves).toList())
            .isNotEmpty()
            .allMatch(LandlockTest::hasNoNewPrivileges);
      }
    }
  }

  private static boolean serves(Path thread) {
    String name = read(thread.resolve("comm"));
    return name.startsWith("http-") || name.startsWith("HTTP") || name.startsWith("QueryPool");
  }

  private static boolean hasNoNewPrivileges(Path thread) {
    return read(thread.resolve("status")).contains("NoNewPrivs:\t1");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
