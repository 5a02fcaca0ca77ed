package io.millrace.benchmarks.measure;

import java.util.List;

/**
 * The heap that {@code bin/millrace} gives an instance, for processes that are measured beside one.
 */
public final class InstanceHeap {
  /** Options of the JVM. */
  public static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms384m",
          "-Xmn224m",
          "-Xmx640m",
          "-XX:SurvivorRatio=4",
          "-XX:TargetSurvivorRatio=90",
          "-XX:SweeperThreshold=50");

  private InstanceHeap() {}
}
