package io.millrace.service.rollups;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.http.KeyText;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Windows as text: {@code traffic/1m/2015-05-17T00:00:00Z/browse/PL/free}. */
final class RollupKeyText {
  private RollupKeyText() {}

  static String text(RollupKey key) {
    var parts =
        new ArrayList<>(
            List.of(
                key.series().rollup(),
                key.grain().wireName(),
                Instant.ofEpochMilli(key.start()).toString()));
    parts.addAll(key.series().dimensions());
    return KeyText.of(parts);
  }

  /** The bytes that windows of this text begin with; any number of parts may be missing. */
  static byte[] start(String tenant, String text, Rollups rollups) {
    List<String> parts = KeyText.parts(text);
    if (parts.isEmpty()) {
      return VisitorKey.tenantPrefix(tenant);
    }
    Rollup rollup = rollup(tenant, parts.getFirst(), rollups);
    if (parts.size() > 3 + rollup.dimensions().size()) {
      throw KeyText.malformed(
          "a window must be ROLLUP/GRAIN/START and %d dimensions, but was %s"
              .formatted(rollup.dimensions().size(), text));
    }
    Grain grain = parts.size() > 1 ? grain(parts.get(1)) : Grain.MINUTE;
    long start = parts.size() > 2 ? KeyText.parseTimestamp(parts.get(2)) : Long.MIN_VALUE;
    var out = new ByteWriter(80);
    out.writeBytes(RollupKey.rangeBound(tenant, rollup.id(), grain, start));
    for (int i = 3; i < parts.size(); i++) {
      out.writeText(parts.get(i));
    }
    return out.toBytes();
  }

  private static Rollup rollup(String tenant, String id, Rollups rollups) {
    List<String> known = rollups.of(tenant).stream().map(Rollup::id).toList();
    return rollups
        .withId(tenant, id)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.UnknownName("rollup", id, NearestNames.of(id, known))));
  }

  private static Grain grain(String word) {
    return Grain.parse(word)
        .orElseThrow(
            () ->
                KeyText.malformed(
                    "a grain must be one of %s, but was %s".formatted(Grain.wireNames(), word)));
  }
}
