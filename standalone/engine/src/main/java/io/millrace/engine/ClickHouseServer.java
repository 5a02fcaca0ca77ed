package io.millrace.engine;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The child process: one engine, one gateway. It prints its port on standard output, in a line that
 * begins with {@link #READY}, and exits at the end of its standard input, which the system closes
 * when the parent is gone, for whatever reason.
 */
public final class ClickHouseServer {
  /** The start of the line with the port. */
  static final String READY = "clickhouse ready on port ";

  /** How long a previous process may take to release directory or port. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final ChdbLibrary library;
  private final Engine engine;
  private final Gateway gateway;
  private final AtomicBoolean ending = new AtomicBoolean();

  private ClickHouseServer(ChdbLibrary library, Engine engine, Gateway gateway) {
    this.library = library;
    this.engine = engine;
    this.gateway = gateway;
  }

  /** Runs until standard input ends: HOME LIBRARY HOST PORT MEMORY_BYTES. */
  public static void main(String[] arguments) throws Exception {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "300");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1024");
    var options = ServerOptions.of(arguments, System.getenv());
    FileLock lock = lock(options);
    boolean confined = Landlock.confine(options.home(), options.library());
    var server = open(options);
    Runtime.getRuntime().addShutdownHook(new Thread(server::end, "end"));
    if (!confined) {
      System.err.println(
          "This kernel has no Landlock: only the engine's grants and the gateway's rules keep"
              + " queries from the files of this machine");
    }
    System.out.println(READY + server.gateway.port());
    System.out.flush();
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
    server.end();
    lock.release();
  }

  /** A previous process on this directory may still be finishing: waits for it. */
  private static FileLock lock(ServerOptions options) throws IOException, InterruptedException {
    Files.createDirectories(options.home());
    var channel =
        FileChannel.open(
            options.home().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            options.home() + " is in use by another process; it was waited for " + PATIENCE);
      }
      Thread.sleep(50);
    }
  }

  private static ClickHouseServer open(ServerOptions options) throws Exception {
    var library = ChdbLibrary.load(options.library());
    var engine = Engine.open(library, options.home(), options.memoryBytes(), GatewayLimits.DEFAULT);
    try {
      return new ClickHouseServer(library, engine, bind(options, engine));
    } catch (IOException e) {
      e.printStackTrace();
      engine.close();
      library.exit(1);
      throw e;
    }
  }

  private static Gateway bind(ServerOptions options, Engine engine)
      throws IOException, InterruptedException {
    var address = new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return Gateway.start(address, engine, options.credentials(), GatewayLimits.DEFAULT);
      } catch (BindException e) {
        if (System.nanoTime() > deadline) {
          throw new IOException("port " + options.port() + " is taken", e);
        }
        Thread.sleep(50);
      }
    }
  }

  /** Exits without static destructors: they race the engine's threads. */
  private void end() {
    if (ending.compareAndSet(false, true)) {
      gateway.close();
      engine.shutDown(GOODBYE);
      library.exit(0);
    }
  }
}
