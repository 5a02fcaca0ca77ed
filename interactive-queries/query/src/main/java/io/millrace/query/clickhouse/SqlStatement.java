package io.millrace.query.clickhouse;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SQL and the values of its parameters, which travel beside it and are never part of its text.
 *
 * @param parameters by name, as {@code {name:Type}} in the text
 */
public record SqlStatement(String sql, Map<String, Object> parameters) {
  public SqlStatement {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }
}
