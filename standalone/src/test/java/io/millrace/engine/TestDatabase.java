package io.millrace.engine;

import com.clickhouse.client.api.Client;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A running ClickHouse and an empty database in it. User {@code default} without password. */
public record TestDatabase(URI url, String name) {

  /** Plain HTTP, on this database. */
  public ClickHouseHttpClient http() {
    return ClickHouseHttpClient.at(url).database(name);
  }

  /** The client that the sink and the service use, as it is by default. */
  public Client client() {
    return clientBuilder().build();
  }

  /** The same, open for options. */
  public Client.Builder clientBuilder() {
    return new Client.Builder()
        .addEndpoint(url.toString())
        .setUsername("default")
        .setPassword("")
        .setDefaultDatabase(name);
  }

  /** The JDBC driver, with options such as {@code ?compress=0}. */
  public Connection jdbc(String options) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", "default");
    properties.setProperty("password", "");
    return DriverManager.getConnection(
        "jdbc:clickhouse://" + url.getHost() + ":" + url.getPort() + "/" + name + options,
        properties);
  }
}
