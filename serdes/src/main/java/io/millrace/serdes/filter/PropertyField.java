package io.millrace.serdes.filter;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.Properties;

/** A property by its name; nested ones by their path, such as {@code products.0.price}. */
public record PropertyField(String name) implements Field {
  static final String PREFIX = "properties.";

  @Override
  public String path() {
    return PREFIX + name;
  }

  @Override
  public String text(Event event) {
    Properties properties = event.properties();
    String text = properties.texts().get(name);
    if (text != null) {
      return text;
    }
    Double number = properties.numbers().get(name);
    if (number != null) {
      return NumberText.of(number);
    }
    Boolean flag = properties.booleans().get(name);
    return flag == null ? "" : flag.toString();
  }

  @Override
  public double number(Event event) {
    Double number = event.properties().numbers().get(name);
    return number == null ? Double.NaN : number;
  }

  @Override
  public boolean numeric() {
    return true;
  }
}
