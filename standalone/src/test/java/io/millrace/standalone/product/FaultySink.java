package io.millrace.standalone.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * A connector that takes everything, and fails with what a file says for as long as there is one.
 * It tells the secret it was given to everyone who listens.
 */
public final class FaultySink extends SinkConnector {
  static final String FILE = "fault.file";
  static final String SECRET = "opener";
  static final String PASSWORD = "login.password";
  static final String LIMIT = "limit";

  private static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(FILE, ConfigDef.Type.STRING, Importance.HIGH, "Why to fail.")
          .define(
              SECRET,
              ConfigDef.Type.PASSWORD,
              "",
              Importance.LOW,
              "Its name does not look like one.")
          .define(
              PASSWORD,
              ConfigDef.Type.STRING,
              "",
              Importance.LOW,
              "Its type does not say that it is.")
          .define(
              LIMIT,
              ConfigDef.Type.INT,
              1,
              ConfigDef.Range.between(1, 10),
              Importance.LOW,
              "A number.");

  private Map<String, String> config = Map.of();

  @Override
  public void start(Map<String, String> given) {
    config = given;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return FaultyTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int most) {
    return Collections.nCopies(most, config);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return DEFINITION;
  }

  @Override
  public String version() {
    return "1";
  }

  /** Its task. */
  public static final class FaultyTask extends SinkTask {
    private Path file = Path.of("");
    private String secret = "";

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void start(Map<String, String> config) {
      file = Path.of(config.getOrDefault(FILE, ""));
      secret = config.getOrDefault(SECRET, "");
    }

    /** Connect calls it also where there are no records. */
    @Override
    public void put(Collection<SinkRecord> records) {
      if (Files.exists(file)) {
        try {
          throw new ConnectException(
              "%s at http://me:%s@there?password=%s"
                  .formatted(Files.readString(file), secret, secret));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void stop() {}
  }
}
