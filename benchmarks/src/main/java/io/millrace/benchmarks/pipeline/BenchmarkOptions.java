package io.millrace.benchmarks.pipeline;

import io.millrace.state.settings.ResourceLimits;
import io.millrace.state.settings.ServiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Options of the benchmark, as {@code --name=value}.
 *
 * @param events the number of preloaded events
 * @param visitors the maximum number of distinct ones; a few send most of the events
 * @param warmUp the number of events processed before the measurement starts
 * @param eventsPerSecond of event time: the simulated rate of the visitors
 * @param terms the number of distinct search terms
 * @param jobs {@code read}, {@code bare}, {@code millrace}, {@code rules-N} with N segments of each
 *     tenant; in rising order, as definitions stay
 * @param partitions of every topic; each job is run with each, in rising order
 * @param instances that share the work, each a process; each job is run with each number
 * @param resources of each instance
 * @param jvm options for the jobs' JVM, such as a profiler's
 */
record BenchmarkOptions(
    long events,
    long visitors,
    long warmUp,
    long eventsPerSecond,
    int terms,
    List<String> jobs,
    List<Integer> partitions,
    List<Integer> instances,
    ResourceLimits resources,
    List<String> jvm) {
  static final BenchmarkOptions DEFAULTS =
      new BenchmarkOptions(
          6_000_000,
          1_000_000,
          2_000_000,
          100_000,
          200,
          List.of("read", "bare", "millrace"),
          List.of(ServiceSettings.ONE_MACHINE_PARTITIONS),
          List.of(1),
          ResourceLimits.DEFAULT,
          List.of());

  BenchmarkOptions {
    jobs = List.copyOf(jobs);
    partitions = List.copyOf(partitions);
    instances = List.copyOf(instances);
    jvm = List.copyOf(jvm);
    if (warmUp < 0 || warmUp >= events) {
      throw new IllegalArgumentException(
          "--warm-up must be at least 0 and below --events=%d, but was %d"
              .formatted(events, warmUp));
    }
  }

  static BenchmarkOptions of(String... arguments) {
    long events = DEFAULTS.events;
    long visitors = DEFAULTS.visitors;
    long warmUp = -1;
    long eventsPerSecond = DEFAULTS.eventsPerSecond;
    int terms = DEFAULTS.terms;
    List<String> jobs = DEFAULTS.jobs;
    List<Integer> partitions = DEFAULTS.partitions;
    List<Integer> instances = DEFAULTS.instances;
    ResourceLimits resources = DEFAULTS.resources;
    var jvm = new ArrayList<String>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String value = argument.substring(equals + 1);
      switch (argument.substring(0, Math.max(0, equals))) {
        case "--events" -> events = Long.parseLong(value);
        case "--visitors" -> visitors = Long.parseLong(value);
        case "--warm-up" -> warmUp = Long.parseLong(value);
        case "--events-per-second" -> eventsPerSecond = Long.parseLong(value);
        case "--terms" -> terms = Integer.parseInt(value);
        case "--jobs" -> jobs = List.of(value.split(",", -1));
        case "--partitions" -> partitions = numbers(value);
        case "--instances" -> instances = numbers(value);
        case "--state-memory" -> resources = resources.withStateMemory(Long.parseLong(value) << 20);
        case "--stream-threads" -> resources = resources.withStreamThreads(Integer.parseInt(value));
        case "--jvm" -> jvm.addAll(List.of(value.split(" ", -1)));
        default ->
            throw new IllegalArgumentException(
                "an option must be --events=, --visitors=, --warm-up=, --events-per-second=,"
                    + " --terms=, --jobs=, --partitions=, --instances=, --state-memory= (MiB),"
                    + " --stream-threads= or --jvm=, but was "
                    + argument);
      }
    }
    return new BenchmarkOptions(
        events,
        visitors,
        warmUp < 0 ? events / 3 : warmUp,
        eventsPerSecond,
        terms,
        jobs,
        partitions,
        instances,
        resources,
        jvm);
  }

  private static List<Integer> numbers(String list) {
    return Stream.of(list.split(",", -1)).map(Integer::valueOf).toList();
  }
}
