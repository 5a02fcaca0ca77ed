package io.millrace.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A service in a process of its own. */
public final class ServiceProcess {
  private ServiceProcess() {}

  /** Arguments: BROKER STATE_DIR. */
  public static void main(String[] args) throws InterruptedException {
    Service service = Service.start(RunningService.settings(args[0], Path.of(args[1])));
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    RunningService.awaitReady(service);
    ForkedProcess.started(Integer.toString(service.port()));
  }

  /** Starts one that is ready; it tells its port. */
  public static ForkedProcess start(String broker, Path stateDir) throws IOException {
    return ForkedProcess.start(ServiceProcess.class, List.of(broker, stateDir.toString()));
  }
}
