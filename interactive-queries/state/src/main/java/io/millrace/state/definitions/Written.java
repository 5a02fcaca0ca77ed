package io.millrace.state.definitions;

import io.millrace.serdes.definition.DefinitionChange;

/** What is defined after a write, and what the write did. */
public record Written<T>(T value, DefinitionChange change) {}
