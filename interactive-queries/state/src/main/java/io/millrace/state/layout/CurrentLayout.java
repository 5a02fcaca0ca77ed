package io.millrace.state.layout;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.layout.Move.Phase;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The current layout on this instance. If none was ever written, that of the settings.
 *
 * <p>Everything that names an input topic, a changelog or the application asks here, and asks again
 * the next time: the result changes while the product runs. All methods throw a {@link
 * FailureException} (503) until the definitions are read.
 */
@Singleton
public final class CurrentLayout implements HostPlan {
  /** Where the layout is written. */
  public static final DefinitionKey KEY = LayoutKind.INSTANCE.key(LayoutKind.CURRENT);

  private final DefinitionLog log;
  private final Topics topics;
  private final ScalingDefinition first;
  private final Map<Integer, Topics> generations = new ConcurrentHashMap<>();
  private volatile @Nullable Snapshot seen;

  private record Snapshot(long version, ScalingDefinition scaling) {}

  CurrentLayout(DefinitionLog log, ServiceSettings settings, Topics topics) {
    this.log = log;
    this.topics = topics;
    this.first = ScalingDefinition.of(PartitionLayout.first(settings));
  }

  /** The current layout, with a move if there is one. */
  public ScalingDefinition scaling() {
    if (!log.loaded()) {
      throw new FailureException(new Failure.NotReady("the definitions are not read yet", 1));
    }
    Definition definition = log.get(KEY);
    if (definition == null) {
      return first;
    }
    Snapshot last = seen;
    if (last == null || last.version() != definition.version()) {
      last = new Snapshot(definition.version(), LayoutKind.INSTANCE.read(definition).orElse(first));
      seen = last;
    }
    return last.scaling();
  }

  /** Whether the product is moving to another layout; then no other long-running work starts. */
  public boolean isMoving() {
    return scaling().move().isPresent();
  }

  @Override
  public PartitionLayout running() {
    ScalingDefinition now = scaling();
    return now.move()
        .filter(move -> move.phase() == Phase.START)
        .map(Move::to)
        .orElse(now.current());
  }

  @Override
  public boolean paused() {
    return scaling().move().filter(move -> move.phase() == Phase.PAUSE).isPresent();
  }

  /** The generation that receives incoming events. */
  public int intake() {
    ScalingDefinition now = scaling();
    return now.move()
        .filter(move -> move.phase() != Phase.COPY)
        .map(Move::to)
        .orElse(now.current())
        .generation();
  }

  /** The generations whose inputs may have unprocessed events, the current one first. */
  public List<Integer> generations() {
    ScalingDefinition now = scaling();
    var generations = new ArrayList<Integer>();
    generations.add(now.current().generation());
    now.move().ifPresent(move -> generations.add(move.to().generation()));
    return generations;
  }

  /** The topics, with the inputs of a generation. */
  public Topics topics(int generation) {
    return generations.computeIfAbsent(generation, topics::generation);
  }
}
