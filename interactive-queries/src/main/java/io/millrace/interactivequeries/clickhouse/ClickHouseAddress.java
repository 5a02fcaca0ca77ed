package io.millrace.interactivequeries.clickhouse;

/** Where ClickHouse is and who we are there. */
public record ClickHouseAddress(String url, String user, String password, String database) {
  @Override
  public String toString() {
    return "ClickHouseAddress[url=%s, user=%s, password=***, database=%s]"
        .formatted(url, user, database);
  }
}
