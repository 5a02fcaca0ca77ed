package io.millrace.standalone.home;

import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * The ports of a home directory: chosen once, kept in a file, chosen again if another program has
 * taken one in the meantime.
 *
 * <p>They are below the ephemeral port range of most systems (32768 and up), so that an outgoing
 * connection of another program does not occupy one at the next start.
 */
public final class Ports {
  /** The default port of the HTTP API. */
  public static final int DEFAULT_HTTP = 8080;

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 200;

  private final Path file;
  private final RandomGenerator random;
  private final Map<Port, Integer> chosen = new EnumMap<>(Port.class);

  public Ports(Path file, RandomGenerator random) {
    this.file = file;
    this.random = random;
    read();
  }

  public Ports(Home home) {
    this(home.ports(), RandomGenerator.getDefault());
  }

  /** The port as last chosen, or 0 if there is none yet. */
  public int last(Port port) {
    return chosen.getOrDefault(port, 0);
  }

  /** The last port if it is still free, otherwise another; kept for the next start. */
  public int choose(Port port) {
    int last = last(port);
    int first = last == 0 && port == Port.HTTP ? DEFAULT_HTTP : last;
    return keep(port, first != 0 && isFree(first) ? first : anyFree());
  }

  /** Exactly this port; 0 for any. */
  public int choose(Port port, int wanted) {
    if (wanted == 0) {
      int last = last(port);
      return keep(port, last != 0 && last != DEFAULT_HTTP && isFree(last) ? last : anyFree());
    }
    if (!isFree(wanted)) {
      throw new CommandException(
          "port %d is taken by another program; choose one with --port, or --port 0 for any"
              .formatted(wanted));
    }
    return keep(port, wanted);
  }

  private int anyFree() {
    for (int i = 0; i < TRIES; i++) {
      int port = random.nextInt(LOWEST, HIGHEST);
      if (!chosen.containsValue(port) && isFree(port)) {
        return port;
      }
    }
    throw new CommandException(
        "a free port must be found between %d and %d, but %d tries found none"
            .formatted(LOWEST, HIGHEST, TRIES));
  }

  private int keep(Port port, int number) {
    chosen.put(port, number);
    var text = new StringBuilder("# Chosen by Millrace; free to edit while it is stopped.\n");
    chosen.forEach((p, n) -> text.append(p.wireName()).append('=').append(n).append('\n'));
    try {
      OwnerOnly.write(file, text.toString());
    } catch (IOException e) {
      throw new CommandException("%s cannot be written (%s)".formatted(file, e.getMessage()));
    }
    return number;
  }

  private void read() {
    var properties = new Properties();
    try {
      if (Files.exists(file)) {
        properties.load(new StringReader(Files.readString(file)));
      }
      for (Port port : Port.values()) {
        String number = properties.getProperty(port.wireName());
        if (number != null) {
          chosen.put(port, Integer.parseInt(number.strip()));
        }
      }
    } catch (IOException | NumberFormatException e) {
      throw new CommandException(
          "%s must name a number for each port, but cannot be read (%s)"
              .formatted(file, e.getMessage()));
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
