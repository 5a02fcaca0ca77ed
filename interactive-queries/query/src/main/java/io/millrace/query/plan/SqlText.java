package io.millrace.query.plan;

import io.millrace.query.clickhouse.SqlStatement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Grows a {@link SqlStatement}. What is appended as text comes from string constants of the program
 * and from {@link #name}; every value becomes a parameter.
 */
public final class SqlText {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,199}");

  private final StringBuilder text = new StringBuilder(512);
  private final Map<String, Object> parameters = new LinkedHashMap<>();

  public SqlText add(String constant) {
    text.append(constant);
    return this;
  }

  public SqlText add(long number) {
    text.append(number);
    return this;
  }

  /** A table, column or alias; a definition with any other name is a fault of the program. */
  public SqlText name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name in SQL must match %s, but was %s".formatted(NAME, name));
    }
    text.append('`').append(name).append('`');
    return this;
  }

  public SqlText text(String value) {
    return parameter("String", value);
  }

  public SqlText texts(Collection<String> values) {
    return parameter("Array(String)", List.copyOf(values.stream().sorted().toList()));
  }

  public SqlText number(long value) {
    return parameter("Int64", value);
  }

  public SqlText number(double value) {
    return parameter("Float64", value);
  }

  private SqlText parameter(String type, Object value) {
    String name = "p" + parameters.size();
    parameters.put(name, value);
    text.append('{').append(name).append(':').append(type).append('}');
    return this;
  }

  public SqlStatement statement() {
    return new SqlStatement(text.toString(), parameters);
  }
}
