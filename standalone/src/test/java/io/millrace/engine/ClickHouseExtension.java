package io.millrace.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** See {@link WithClickHouse}. */
final class ClickHouseExtension implements ParameterResolver, AfterAllCallback {
  private static final Namespace SPACE = Namespace.create(ClickHouseExtension.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The server of this JVM; JUnit closes it after the last test. */
  record Server(URI url, Runnable stop) implements AutoCloseable {
    static Server start() {
      String given = System.getProperty("millrace.test.clickhouse.url", "");
      if (!given.isBlank()) {
        return new Server(URI.create(given), () -> {});
      }
      try {
        Path home = Files.createTempDirectory("millrace-clickhouse");
        var process = ClickHouseProcess.start(ClickHouseSettings.in(home));
        return new Server(
            process.url(),
            () -> {
              process.close();
              Directories.delete(home);
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      stop.run();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestDatabase.class;
  }

  @Override
  public TestDatabase resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Server server =
        context
            .getRoot()
            .getStore(SPACE)
            .computeIfAbsent(Server.class, key -> Server.start(), Server.class);
    String type = context.getRequiredTestClass().getSimpleName();
    return context
        .getStore(SPACE)
        .computeIfAbsent(
            context.getRequiredTestClass(), key -> database(server, type), TestDatabase.class);
  }

  private static TestDatabase database(Server server, String type) {
    String name =
        "test_" + type + "_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    var database = new TestDatabase(server.url(), name);
    database.http().database("default").run("CREATE DATABASE " + name);
    return database;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    TestDatabase database =
        context.getStore(SPACE).get(context.getRequiredTestClass(), TestDatabase.class);
    if (database != null) {
      database.http().database("default").run("DROP DATABASE " + database.name() + " SYNC");
    }
  }
}
