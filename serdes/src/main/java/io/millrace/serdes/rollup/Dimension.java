package io.millrace.serdes.rollup;

/** What a rollup groups by: a name of its own and the event field behind it. */
public record Dimension(String name, EventField field) {}
