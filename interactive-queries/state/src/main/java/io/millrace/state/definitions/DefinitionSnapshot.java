package io.millrace.state.definitions;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.topologies.definition.DefinitionView.Compile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions of a kind as this instance knows them now, compiled to what readers ask. Compiled
 * again when one of the kind has changed. Thread safe.
 */
public final class DefinitionSnapshot<V> {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionSnapshot.class);

  private final DefinitionLog log;
  private final DefinitionKind<?> kind;
  private final Compile<V> compile;
  private volatile Seen<V> seen;

  /**
   * What was read last.
   *
   * @param changes of all kinds, as far as they were looked at
   */
  private record Seen<V>(long changes, List<Definition> definitions, V value) {}

  /**
   * The definitions of a kind.
   *
   * @param none what there is while nothing is defined
   */
  public DefinitionSnapshot(DefinitionLog log, DefinitionKind<?> kind, V none, Compile<V> compile) {
    this.log = log;
    this.kind = kind;
    this.compile = compile;
    this.seen = new Seen<>(-1, List.of(), none);
  }

  /** What is defined now; the same object until a definition of the kind changes. */
  public V current() {
    long changes = log.changes();
    Seen<V> last = seen;
    if (last.changes() == changes) {
      return last.value();
    }
    List<Definition> definitions = log.all(kind);
    V value =
        definitions.equals(last.definitions())
            ? last.value()
            : compile.next(last.value(), definitions, this::unreadable);
    seen = new Seen<>(changes, definitions, value);
    return value;
  }

  /**
   * Reads what definitions of a kind say, in their order; those that say that there is none any
   * more are left out.
   */
  public static <T> List<T> readAll(
      DefinitionKind<T> kind,
      List<Definition> definitions,
      BiConsumer<Definition, Exception> unreadable) {
    var read = new ArrayList<T>();
    for (Definition definition : definitions) {
      try {
        kind.parse(definition).ifPresent(read::add);
      } catch (InvalidDefinition | RuntimeException e) {
        unreadable.accept(definition, e);
      }
    }
    return List.copyOf(read);
  }

  private void unreadable(Definition definition, Exception fault) {
    LOG.error("the {} {} cannot be read", kind.wireName(), definition.key(), fault);
  }
}
