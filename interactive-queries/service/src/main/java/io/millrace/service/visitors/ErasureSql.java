package io.millrace.service.visitors;

import io.millrace.query.clickhouse.SqlStatement;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.topic.Output;
import io.millrace.serdes.topic.Outputs;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of a visitor's names, as SQL. Names are passed as hashes: so they are in no query log
 * either.
 *
 * <p>An anonymous name matches if the event has no user: a device that two users share belongs to
 * the other one too.
 */
final class ErasureSql {
  private static final String HASHES =
      "arrayMap(hash -> toUInt64(hash), splitByChar(',', {hashes:String}))";
  private static final String FIELDS =
      "\"(?:visitor|userId|anonymousId)\"\\s*:\\s*\"([^\"\\\\]*)\"";

  /** The condition of each table. */
  private static final Map<String, String> CONDITIONS = conditions();

  private ErasureSql() {}

  private static Map<String, String> conditions() {
    var conditions = new LinkedHashMap<String, String>();
    for (Output<?> output : Outputs.ALL) {
      conditions.put(
          output.table(),
          output.visitorColumn().isEmpty()
              ? special(output)
              : "xxHash64(%s) IN (%s)".formatted(output.visitorColumn(), HASHES));
    }
    return conditions;
  }

  /** The condition of a table in which a visitor has more than one name, or none. */
  private static String special(Output<?> output) {
    if (output.equals(Outputs.ENRICHED)) {
      return "(visitor_hash IN (%1$s) OR xxHash64(user_id) IN (%1$s)".formatted(HASHES)
          + " OR (user_id = '' AND xxHash64(anonymous_id) IN (%s)))".formatted(HASHES);
    }
    if (output.equals(Outputs.QUARANTINE)) {
      return """
      arrayExists(name -> has(%s, xxHash64(name)), arrayConcat(extractAll(payload, {fields:String}),
        [JSONExtractString(payload, 'visitor'), JSONExtractString(payload, 'userId'),
         JSONExtractString(payload, 'anonymousId')]))\
      """
          .formatted(HASHES);
    }
    throw new IllegalStateException(
        "the output %s must name its visitor column, or have a condition here"
            .formatted(output.name()));
  }

  static Collection<String> tables() {
    return CONDITIONS.keySet();
  }

  static SqlStatement count(String table, String tenant, Collection<String> names) {
    return statement("SELECT toInt64(count()) FROM %s WHERE %s", "", table, tenant, names);
  }

  /** Returns once the parts are rewritten. */
  static SqlStatement delete(String table, String tenant, Collection<String> names) {
    return statement(
        "ALTER TABLE %s DELETE WHERE %s", " SETTINGS mutations_sync = 1", table, tenant, names);
  }

  private static SqlStatement statement(
      String form, String end, String table, String tenant, Collection<String> names) {
    String where = "tenant = {tenant:String} AND " + CONDITIONS.get(table);
    String hashes =
        names.stream()
            .map(name -> Long.toUnsignedString(Hash.of(name)))
            .collect(Collectors.joining(","));
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("tenant", tenant);
    parameters.put("hashes", hashes);
    if (where.contains("{fields:")) {
      parameters.put("fields", FIELDS);
    }
    return new SqlStatement(form.formatted(table, where) + end, parameters);
  }
}
