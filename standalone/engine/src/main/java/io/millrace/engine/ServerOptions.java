package io.millrace.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The arguments of the child process. User and password are passed by environment, since arguments
 * are visible to all users.
 */
record ServerOptions(
    Path home,
    Path library,
    String host,
    int port,
    long memoryBytes,
    GatewayCredentials credentials) {
  static final String USER = "MILLRACE_CLICKHOUSE_USER";
  static final String PASSWORD = "MILLRACE_CLICKHOUSE_PASSWORD";

  /** Reads what {@link #arguments} wrote. */
  static ServerOptions of(String[] arguments, Map<String, String> environment) {
    if (arguments.length != 5) {
      throw new IllegalArgumentException(
          "expected: HOME LIBRARY HOST PORT MEMORY_BYTES, but got " + List.of(arguments));
    }
    return new ServerOptions(
        Path.of(arguments[0]).toAbsolutePath(),
        Path.of(arguments[1]),
        arguments[2],
        Integer.parseInt(arguments[3]),
        Long.parseLong(arguments[4]),
        new GatewayCredentials(
            environment.getOrDefault(USER, GatewayCredentials.DEFAULT_USER),
            environment.getOrDefault(PASSWORD, "")));
  }

  List<String> arguments() {
    var arguments = new ArrayList<String>();
    arguments.add(home.toString());
    arguments.add(library.toString());
    arguments.add(host);
    arguments.add(Integer.toString(port));
    arguments.add(Long.toString(memoryBytes));
    return arguments;
  }

  ServerOptions withPort(int other) {
    return new ServerOptions(home, library, host, other, memoryBytes, credentials);
  }
}
