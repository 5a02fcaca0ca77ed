package io.millrace.service.visitors;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionWriter;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The erasures, as definitions: so they survive the service, and any instance can complete them.
 * The definition's name is a hash, as a visitor's may be anything.
 */
@Singleton
final class Erasures {
  private final DefinitionLog log;
  private final DefinitionWriter writer;
  private final InstantSource clock;

  Erasures(DefinitionLog log, DefinitionWriter writer, InstantSource clock) {
    this.log = log;
    this.writer = writer;
    this.clock = clock;
  }

  Optional<Erasure> find(String tenant, String visitor) {
    return Optional.ofNullable(log.get(key(tenant, visitor))).flatMap(ErasureKind.INSTANCE::read);
  }

  /** All that are pending, with their versions. */
  List<Definition> pending() {
    return log.all(ErasureKind.INSTANCE).stream()
        .filter(
            definition ->
                ErasureKind.INSTANCE.read(definition).orElseThrow() instanceof Erasure.Pending)
        .toList();
  }

  /** Requests an erasure, or repeats one, which keeps the names that are known from before. */
  Erasure request(String tenant, String visitor, Set<String> names) throws InterruptedException {
    return writer.runExclusively(() -> requestAlone(tenant, visitor, names));
  }

  private Erasure requestAlone(String tenant, String visitor, Set<String> names)
      throws InterruptedException {
    var erasure = new Erasure.Pending(clock.millis(), names).with(Set.of(visitor));
    if (find(tenant, visitor).orElse(null) instanceof Erasure.Pending before) {
      erasure = erasure.with(before.names());
    }
    var _ = writer.put(key(tenant, visitor), ErasureKind.INSTANCE.print(erasure)).orThrow();
    return erasure;
  }

  /** Writes the next version, unless another instance has done so. */
  void replace(Definition before, Erasure erasure) throws InterruptedException {
    boolean _ =
        writer.runExclusively(
            () -> {
              Definition current = log.get(before.key());
              boolean same = current != null && current.version() == before.version();
              if (same) {
                var _ = writer.put(before.key(), ErasureKind.INSTANCE.print(erasure)).orThrow();
              }
              return same;
            });
  }

  private static DefinitionKey key(String tenant, String visitor) {
    return ErasureKind.INSTANCE.key(tenant, sha256(visitor));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
