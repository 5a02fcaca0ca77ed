package io.millrace.standalone.imports;

/**
 * An event of a file, ready to be sent.
 *
 * @param line the line number in its file, from 1
 * @param occurredAt epoch milliseconds
 * @param json one line of JSON
 */
record ImportedEvent(long line, String visitor, long occurredAt, String json) {}
