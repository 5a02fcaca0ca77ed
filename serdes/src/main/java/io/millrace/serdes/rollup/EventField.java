package io.millrace.serdes.rollup;

import io.millrace.serdes.event.Event;

/** A field of an event that a rollup can use, and the column of the table {@code events} it is. */
public enum EventField {
  TYPE("type"),
  COUNTRY("country"),
  PLAN("plan"),
  VISITOR("visitor");

  private final String column;

  EventField(String column) {
    this.column = column;
  }

  public String column() {
    return column;
  }

  public String of(Event event) {
    return switch (this) {
      case TYPE -> event.type().word();
      case COUNTRY -> event.country();
      case PLAN -> event.plan();
      case VISITOR -> event.visitor();
    };
  }
}
