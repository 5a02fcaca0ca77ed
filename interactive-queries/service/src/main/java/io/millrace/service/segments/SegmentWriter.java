package io.millrace.service.segments;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.SegmentJson;
import io.millrace.topologies.segment.rule.SegmentKind;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Writes segments: one change at a time over all instances, each based on the latest version, so
 * that editors and builds do not overwrite each other. A change function may be called again, with
 * what another instance has written in the meantime. Thread safe.
 */
@Singleton
public final class SegmentWriter {
  private final SegmentCatalogue catalog;
  private final DefinitionLog log;
  private final DefinitionWriter writer;

  SegmentWriter(SegmentCatalogue catalog, DefinitionLog log, DefinitionWriter writer) {
    this.catalog = catalog;
    this.log = log;
    this.writer = writer;
  }

  /**
   * A segment before a change.
   *
   * @param lastVersion the highest version number so far, also of a removed one
   */
  record Before(Optional<Segment> segment, int lastVersion) {}

  /** Changes an existing segment; returns the result, or empty if it does not exist. */
  public Optional<Segment> change(String tenant, String name, UnaryOperator<Segment> change)
      throws InterruptedException {
    return writer.runExclusively(
        () ->
            catalog.current().named(tenant, name).isEmpty()
                ? Optional.empty()
                : Optional.of(put(tenant, name, was -> change.apply(was.segment().orElseThrow()))));
  }

  /** Writes the changed segment; nothing is written if it is unchanged. */
  Segment put(String tenant, String name, Function<Before, Segment> change)
      throws InterruptedException {
    return writer.runExclusively(() -> putAlone(tenant, name, change));
  }

  private Segment putAlone(String tenant, String name, Function<Before, Segment> change)
      throws InterruptedException {
    Definition stored = log.get(key(tenant, name));
    Optional<Segment> segment = catalog.current().named(tenant, name);
    int lastVersion = stored == null ? 0 : SegmentJson.lastVersion(stored);
    Segment after = change.apply(new Before(segment, lastVersion));
    if (!segment.equals(Optional.of(after))) {
      var _ = writer.put(key(tenant, name), SegmentKind.INSTANCE.print(after)).orThrow();
    }
    return after;
  }

  /**
   * Removes an existing segment.
   *
   * @param check throws if it must stay
   */
  void remove(String tenant, String name, Runnable check) throws InterruptedException {
    var _ =
        writer.runExclusively(
            () -> {
              Segment segment = catalog.named(tenant, name);
              check.run();
              String removed = SegmentJson.bodyOfRemoved(segment.lastVersion());
              return writer.put(key(tenant, name), removed).orThrow();
            });
  }

  private static DefinitionKey key(String tenant, String name) {
    return SegmentKind.INSTANCE.key(tenant, name);
  }
}
