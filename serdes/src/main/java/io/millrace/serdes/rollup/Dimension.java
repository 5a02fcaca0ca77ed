package io.millrace.serdes.rollup;

import io.millrace.serdes.filter.Field;

/** A dimension of a rollup: its name and the field of the event that supplies its value. */
public record Dimension(String name, Field field) {}
