package io.millrace.service;

import io.millrace.service.config.ServiceConfig;
import io.millrace.service.config.SettingsException;
import io.millrace.state.settings.ServiceSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;

/**
 * The service alone, as a process: {@code Main [--config FILE]}. It reads its settings from the
 * environment and the file, and runs until it is told to stop.
 */
public final class Main {
  /** The settings are wrong, or the arguments are. */
  private static final int USAGE = 2;

  /** The service cannot run as things are. */
  private static final int FAILED = 1;

  private static final String LOG_SETTINGS = "logback.configurationFile";

  private Main() {}

  /** Runs the service; ends the process with 2 where settings are wrong. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  private static int run(String[] arguments, PrintStream out, PrintStream err) {
    // Before anything logs; an operator may name a file of their own.
    if (System.getProperty(LOG_SETTINGS) == null) {
      System.setProperty(LOG_SETTINGS, "io/millrace/service/logback-service.xml");
    }
    boolean named = arguments.length == 2 && arguments[0].equals("--config");
    if (arguments.length > 0 && !named) {
      err.println("usage: [--config FILE]; settings also come from variables MILLRACE_*");
      return USAGE;
    }
    try {
      Optional<Path> file = named ? Optional.of(Path.of(arguments[1])) : Optional.empty();
      return serve(ServiceConfig.read(file, System.getenv()), out, err);
    } catch (SettingsException e) {
      err.println("the service does not start:");
      e.faults().forEach(fault -> err.println("- " + fault));
      return USAGE;
    }
  }

  private static int serve(ServiceConfig config, PrintStream out, PrintStream err) {
    try {
      Service service = Service.start(config.service(), config.warehouse());
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "millrace-stop"));
      out.println("the service listens on " + url(config.service(), service.port()));
      service.ready().get();
      out.println("the way to ClickHouse is open");
      new CountDownLatch(1).await();
      return 0;
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause(), err);
    } catch (RuntimeException e) {
      return failed(e, err);
    } catch (InterruptedException e) {
      return 0;
    }
  }

  private static int failed(Throwable failure, PrintStream err) {
    LoggerFactory.getLogger(Main.class).error("the service stops", failure);
    err.println("the service stops: " + failure.getMessage());
    return FAILED;
  }

  private static String url(ServiceSettings settings, int port) {
    return "http://%s:%d".formatted(settings.host(), port);
  }
}
