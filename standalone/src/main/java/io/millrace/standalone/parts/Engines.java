package io.millrace.standalone.parts;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Engines that run elsewhere and take the place of the embedded ones.
 *
 * @param kafka bootstrap servers
 * @param connect the URL of a Connect cluster that has our plugins
 */
public record Engines(
    Optional<String> kafka, Optional<ClickHouseLogin> clickHouse, Optional<String> connect) {
  public static final Engines EMBEDDED =
      new Engines(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * How to reach a ClickHouse.
   *
   * @param database the one that Millrace creates and keeps its tables in
   */
  public record ClickHouseLogin(String url, String user, String password, String database) {
    public static final String USER = "default";
    public static final String DATABASE = "millrace";

    /** The embedded one, which listens on loopback and asks for no password. */
    static ClickHouseLogin embedded(String url) {
      return new ClickHouseLogin(url, USER, "", DATABASE);
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
