package io.millrace.standalone.home;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The logging of this process: to a file in the home directory; the console belongs to the
 * commands.
 *
 * <p>Kafka and Connect print their whole configuration at level INFO, passwords of unknown
 * properties included: they log from WARN on.
 */
public final class Logging {
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS, UTC}Z %-5level %logger{30} - %msg [%thread]%n%ex{12}";
  private static final int KEPT_FILES = 3;
  private static final long FILE_BYTES = 16L << 20;

  /** Loggers whose warnings are noise here. */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "io.millrace", Level.INFO,
          // The caller reports the failure; this would repeat it a dozen times.
          "com.clickhouse.client.api", Level.ERROR,
          "kafka.server.KafkaConfig", Level.ERROR,
          "org.apache.kafka.common.config.AbstractConfig", Level.ERROR,
          "org.apache.kafka.common.utils.AppInfoParser", Level.ERROR,
          "org.apache.kafka.clients.NetworkClient", Level.ERROR,
          // It retries; a topic that was just created is not known everywhere immediately.
          "org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy", Level.OFF,
          // With one instance there can be no standby, which it would report for each task.
          "org.apache.kafka.streams.processor.internals.assignment.DefaultStandbyTaskAssignor",
              Level.ERROR,
          "org.glassfish.jersey", Level.ERROR);

  private Logging() {}

  /** Writes the log of this process to {@code <logs>/<part>.log}. */
  public static void toFile(Path logs, String part) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(file(context, logs.resolve(part + ".log").toString()));
    LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
  }

  private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, String path) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setFile(path);
    appender.setEncoder(encoder);
    var rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(path + ".%i");
    rolling.setMaxIndex(KEPT_FILES);
    rolling.start();
    appender.setRollingPolicy(rolling);
    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(FILE_BYTES));
    trigger.start();
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }
}
