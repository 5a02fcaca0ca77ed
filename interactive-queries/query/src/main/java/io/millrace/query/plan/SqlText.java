package io.millrace.query.plan;

import io.millrace.query.clickhouse.SqlStatement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Builds a {@link SqlStatement}. Text is appended from string constants of the program and from
 * {@link #name} only; every value becomes a parameter.
 */
public final class SqlText {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,199}");

  private final StringBuilder text = new StringBuilder(512);
  private final Map<String, Object> parameters = new LinkedHashMap<>();

  /** Appends constant SQL, which must not contain values of a caller. */
  public SqlText add(String constant) {
    text.append(constant);
    return this;
  }

  /** Appends a number as a literal. */
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

  /** Appends a bound String parameter. */
  public SqlText text(String value) {
    return parameter("String", value);
  }

  /** Appends a bound Array(String) parameter, with sorted values. */
  public SqlText texts(Collection<String> values) {
    return parameter("Array(String)", List.copyOf(values.stream().sorted().toList()));
  }

  /** Appends a bound Int64 parameter. */
  public SqlText number(long value) {
    return parameter("Int64", value);
  }

  /** Appends a bound Float64 parameter. */
  public SqlText number(double value) {
    return parameter("Float64", value);
  }

  private SqlText parameter(String type, Object value) {
    String name = "p" + parameters.size();
    parameters.put(name, value);
    text.append('{').append(name).append(':').append(type).append('}');
    return this;
  }

  /** The statement with its bound parameters. */
  public SqlStatement statement() {
    return new SqlStatement(text.toString(), parameters);
  }
}
