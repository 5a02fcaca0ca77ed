package io.millrace.serdes.rollup;

import io.millrace.serdes.filter.Field;

/** What a rollup groups by: a name of its own and the value of the event behind it. */
public record Dimension(String name, Field field) {}
