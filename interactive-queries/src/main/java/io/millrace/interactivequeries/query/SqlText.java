package io.millrace.interactivequeries.query;

import io.millrace.interactivequeries.clickhouse.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Grows a {@link Statement}. What is appended as text comes from string constants of this package
 * and from {@link #name}; every value becomes a parameter.
 */
final class SqlText {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,199}");

  private final StringBuilder text = new StringBuilder(512);
  private final Map<String, Object> parameters = new LinkedHashMap<>();

  SqlText add(String constant) {
    text.append(constant);
    return this;
  }

  SqlText add(long number) {
    text.append(number);
    return this;
  }

  /** A table, column or alias; a definition with any other name is a fault of the program. */
  SqlText name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name in SQL must match %s, but was %s".formatted(NAME, name));
    }
    text.append('`').append(name).append('`');
    return this;
  }

  SqlText text(String value) {
    return parameter("String", value);
  }

  SqlText texts(Collection<String> values) {
    return parameter("Array(String)", List.copyOf(values.stream().sorted().toList()));
  }

  SqlText number(long value) {
    return parameter("Int64", value);
  }

  SqlText number(double value) {
    return parameter("Float64", value);
  }

  private SqlText parameter(String type, Object value) {
    String name = "p" + parameters.size();
    parameters.put(name, value);
    text.append('{').append(name).append(':').append(type).append('}');
    return this;
  }

  Statement statement() {
    return new Statement(text.toString(), parameters);
  }
}
