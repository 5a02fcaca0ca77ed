package io.millrace.benchmarks.reads;

import io.millrace.service.Service;
import io.millrace.state.access.Scope;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.ClickHouseEndpoint;
import io.millrace.state.settings.ServiceSettings.InitialKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The service without ClickHouse and Connect, with {@link PlainVisitorsController} beside its own
 * routes. Arguments: BOOTSTRAP_SERVERS DIRECTORY. Prints its port.
 */
final class FrontService {
  static final String PLAIN = "benchmark.plain";
  static final String WRITE_KEY = "mr_write_benchmark";
  static final String READ_KEY = "mr_read_benchmark";
  private static final String TENANT = "default";

  private FrontService() {}

  public static void main(String[] args) {
    System.setProperty(PLAIN, "true");
    var settings =
        new ServiceSettings(
            ServiceSettings.LOOPBACK,
            0,
            args[0],
            "",
            ServiceSettings.ONE_MACHINE_PARTITIONS,
            Path.of(args[1]),
            "millrace",
            new ClickHouseEndpoint("http://127.0.0.1:1", "default", "", "millrace"),
            "http://127.0.0.1:1",
            List.of(
                new InitialKey(WRITE_KEY, TENANT, Set.of(Scope.WRITE)),
                new InitialKey(READ_KEY, TENANT, Set.of(Scope.READ))));
    System.out.println("port " + Service.start(settings).port());
  }
}
