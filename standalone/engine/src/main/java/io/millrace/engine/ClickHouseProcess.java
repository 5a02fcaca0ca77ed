package io.millrace.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The embedded ClickHouse as a URL. Behind it is a child process that is restarted, on the same
 * port and data, whenever it dies; a client sees refused connections for well under a second and
 * must retry, as with any server.
 */
public final class ClickHouseProcess implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ClickHouseProcess.class.getName());
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final ClickHouseSettings settings;
  private final Path library;
  private final Thread supervisor;
  private volatile Process process;
  private volatile int port;
  private volatile int restarts;
  private volatile boolean closed;

  private ClickHouseProcess(ClickHouseSettings settings, Path library) throws IOException {
    this.settings = settings;
    this.library = library;
    this.port = settings.port();
    this.process = launch();
    this.supervisor =
        Thread.ofPlatform().daemon().name("clickhouse-supervisor").unstarted(this::supervise);
  }

  /**
   * Starts the process and waits until it responds.
   *
   * @throws IOException if there is no library for this machine, or the process ends or does not
   *     respond; the message says what to do
   */
  public static ClickHouseProcess start(ClickHouseSettings settings) throws IOException {
    Path library = settings.libchdb().orElseThrow(() -> new IOException(Libchdb.missing()));
    var process = new ClickHouseProcess(settings, library);
    try {
      process.port = process.awaitPort(process.process);
    } catch (IOException e) {
      process.process.destroyForcibly();
      throw e;
    }
    process.supervisor.start();
    return process;
  }

  /** The HTTP URL; constant for the life of this object. */
  public URI url() {
    return URI.create("http://" + settings.host() + ":" + port);
  }

  /** The process id of the current child. */
  public long pid() {
    return process.pid();
  }

  /** The number of restarts so far. */
  public int restarts() {
    return restarts;
  }

  private Process launch() throws IOException {
    Files.createDirectories(settings.home());
    var options =
        new ServerOptions(
            settings.home(),
            library,
            settings.host(),
            port,
            settings.memoryBytes(),
            new GatewayCredentials(settings.user(), settings.password()));
    Path temporary = Files.createDirectories(settings.home().resolve("tmp"));
    var builder = new ProcessBuilder(command(options, temporary.toAbsolutePath()));
    Map<String, String> environment = builder.environment();
    environment.put("CLASSPATH", System.getProperty("java.class.path", ""));
    environment.put("TZ", "UTC");
    environment.put(ServerOptions.USER, settings.user());
    environment.put(ServerOptions.PASSWORD, settings.password());
    builder.redirectError(
        ProcessBuilder.Redirect.appendTo(settings.home().resolve("server.log").toFile()));
    return builder.start();
  }

  /**
   * The engine does the work, so the child gets the C1 compiler only: 0.5 instead of 0.8 s of
   * processor time until it responds, which is what a restart costs on a busy machine.
   */
  private static List<String> command(ServerOptions options, Path temporary) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:ErrorFile=" + temporary.resolve("hs_err_%p.log"),
            "-Djava.io.tmpdir=" + temporary,
            "-Djava.net.preferIPv4Stack=true",
            "--enable-native-access=ALL-UNNAMED"));
    command.add(ClickHouseServer.class.getName());
    command.addAll(options.arguments());
    return command;
  }

  /** Reads the child's output up to the line with its port, and discards the rest. */
  private int awaitPort(Process child) throws IOException {
    var port = new CompletableFuture<Integer>();
    Thread.ofPlatform().daemon().name("clickhouse-output").start(() -> readOutput(child, port));
    try {
      return port.get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the embedded ClickHouse started", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "The embedded ClickHouse did not answer within "
              + settings.startTimeout()
              + "; its reason is in "
              + settings.home().resolve("server.log"),
          e);
    }
  }

  private static void readOutput(Process child, CompletableFuture<Integer> port) {
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ClickHouseServer.READY)) {
          port.complete(Integer.valueOf(line.substring(ClickHouseServer.READY.length())));
        }
      }
      port.completeExceptionally(new IOException("the process ended"));
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }

  private void supervise() {
    var backoff = new Backoff();
    try {
      while (!closed) {
        int status = process.waitFor();
        if (!closed) {
          LOG.log(Level.WARNING, "The embedded ClickHouse ended with status {0}", status);
          TimeUnit.MILLISECONDS.sleep(backoff.nextMillis());
          restart();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restart() {
    try {
      synchronized (this) {
        if (closed) {
          return;
        }
        process = launch();
        restarts++;
      }
      awaitPort(process);
      LOG.log(Level.INFO, "The embedded ClickHouse is back on {0}", url());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "The embedded ClickHouse did not start again; it will be tried", e);
      process.destroyForcibly();
    }
  }

  /** Waits longer after each crash; reset after a minute of uptime. */
  private static final class Backoff {
    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 5_000;

    private long millis = FIRST_MILLIS;
    private long lastNanos = System.nanoTime();

    long nextMillis() {
      long now = System.nanoTime();
      boolean lived = now - lastNanos > TimeUnit.MINUTES.toNanos(1);
      lastNanos = now;
      long wait = lived ? FIRST_MILLIS : millis;
      millis = Math.min(LONGEST_MILLIS, wait * 2);
      return wait;
    }
  }

  /** Stops the child, which first cancels its queries and closes the data. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    supervisor.interrupt();
    process.destroy();
    try {
      if (!process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
