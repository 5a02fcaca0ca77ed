package io.millrace.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process of a test's own, which can be killed. */
public final class ForkedProcess implements AutoCloseable {
  private static final String STARTED = "started ";

  private final Process process;
  private final String told;

  private ForkedProcess(Process process, String told) {
    this.process = process;
    this.told = told;
  }

  /** Runs the main method of a class, and returns when it has {@link #started}. */
  public static ForkedProcess start(Class<?> main, List<String> arguments) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                main.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith(STARTED)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IllegalStateException(main.getSimpleName() + " did not start");
    }
    var _ = Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
    return new ForkedProcess(process, line.substring(STARTED.length()));
  }

  /** Tells, from within, that it has started, and stays. */
  public static void started(String tells) throws InterruptedException {
    System.out.println(STARTED + tells);
    new CountDownLatch(1).await();
  }

  /** What it told when it had started. */
  public String told() {
    return told;
  }

  /** As {@code kill} does; it may end in its own way. */
  public void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
