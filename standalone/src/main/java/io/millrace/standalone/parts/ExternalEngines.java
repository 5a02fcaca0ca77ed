package io.millrace.standalone.parts;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * External engines that replace the embedded ones.
 *
 * @param kafka bootstrap servers
 * @param connect the URL of a Connect cluster with Millrace's plugins
 */
public record ExternalEngines(
    Optional<String> kafka, Optional<ClickHouseLogin> clickHouse, Optional<String> connect) {
  public static final ExternalEngines EMBEDDED =
      new ExternalEngines(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * The login to a ClickHouse.
   *
   * @param database created by Millrace for its tables
   */
  public record ClickHouseLogin(String url, String user, String password, String database) {
    public static final String USER = "default";
    public static final String DATABASE = "millrace";

    /** The names in the file of secrets. */
    static final String PASSWORD = "clickhouse.password";

    private static final String USER_KEY = "clickhouse.user";
    private static final String DATABASE_KEY = "clickhouse.database";
    private static final Map<String, String> VARIABLES =
        Map.of(
            "MILLRACE_CLICKHOUSE_USER", USER_KEY,
            "MILLRACE_CLICKHOUSE_PASSWORD", PASSWORD,
            "MILLRACE_CLICKHOUSE_DATABASE", DATABASE_KEY);

    /** The embedded one, which listens on loopback without a password. */
    static ClickHouseLogin embedded(String url) {
      return new ClickHouseLogin(url, USER, "", DATABASE);
    }

    /** The login from named values, as in a home's file of secrets. */
    public static ClickHouseLogin from(String url, Map<String, String> secrets) {
      return new ClickHouseLogin(
          url,
          secrets.getOrDefault(USER_KEY, USER),
          secrets.getOrDefault(PASSWORD, ""),
          secrets.getOrDefault(DATABASE_KEY, DATABASE));
    }

    /** The login values in the environment, under the names of {@link #from}. */
    public static Map<String, String> secrets(Map<String, String> environment) {
      var secrets = new HashMap<String, String>();
      VARIABLES.forEach(
          (variable, name) -> {
            String value = environment.get(variable);
            if (value != null) {
              secrets.put(name, value);
            }
          });
      return secrets;
    }

    Map<String, String> secrets() {
      return Map.of(USER_KEY, user, PASSWORD, password, DATABASE_KEY, database);
    }

    @Override
    public String toString() {
      return "ClickHouseLogin[url=%s, user=%s, password=***, database=%s]"
          .formatted(url, user, database);
    }
  }

  /** The parts that must be started here. */
  public Set<Part> embedded() {
    var parts = EnumSet.allOf(Part.class);
    kafka.ifPresent(_ -> parts.remove(Part.BROKER));
    clickHouse.ifPresent(_ -> parts.remove(Part.CLICKHOUSE));
    connect.ifPresent(_ -> parts.remove(Part.WORKER));
    return parts;
  }
}
