package io.millrace.standalone.parts;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Engines that run elsewhere and take the place of the embedded ones.
 *
 * @param kafka bootstrap servers
 * @param connect the URL of a Connect cluster that has our plugins
 */
public record ExternalEngines(
    Optional<String> kafka, Optional<ClickHouseLogin> clickHouse, Optional<String> connect) {
  public static final ExternalEngines EMBEDDED =
      new ExternalEngines(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * How to reach a ClickHouse.
   *
   * @param database the one that Millrace creates and keeps its tables in
   */
  public record ClickHouseLogin(String url, String user, String password, String database) {
    public static final String USER = "default";
    public static final String DATABASE = "millrace";

    /** Under which names the file of secrets has it. */
    static final String PASSWORD = "clickhouse.password";

    private static final String USER_KEY = "clickhouse.user";
    private static final String DATABASE_KEY = "clickhouse.database";
    private static final Map<String, String> VARIABLES =
        Map.of(
            "MILLRACE_CLICKHOUSE_USER", USER_KEY,
            "MILLRACE_CLICKHOUSE_PASSWORD", PASSWORD,
            "MILLRACE_CLICKHOUSE_DATABASE", DATABASE_KEY);

    /** The embedded one, which listens on loopback and asks for no password. */
    static ClickHouseLogin embedded(String url) {
      return new ClickHouseLogin(url, USER, "", DATABASE);
    }

    /** The login that names and values tell, as a home's file of secrets has them. */
    public static ClickHouseLogin from(String url, Map<String, String> secrets) {
      return new ClickHouseLogin(
          url,
          secrets.getOrDefault(USER_KEY, USER),
          secrets.getOrDefault(PASSWORD, ""),
          secrets.getOrDefault(DATABASE_KEY, DATABASE));
    }

    /** What the environment says of a login, under the names of {@link #from}. */
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

  /** The parts that have to be started here. */
  public Set<Part> embedded() {
    var parts = EnumSet.allOf(Part.class);
    kafka.ifPresent(_ -> parts.remove(Part.BROKER));
    clickHouse.ifPresent(_ -> parts.remove(Part.CLICKHOUSE));
    connect.ifPresent(_ -> parts.remove(Part.WORKER));
    return parts;
  }
}
