package io.millrace.interactivequeries.ingest;

/**
 * What ingest knows of a request's events beside what they say.
 *
 * @param receivedAt epoch milliseconds
 * @param imported whether the client declared them as an import
 */
record Arrival(String tenant, long receivedAt, boolean imported) {}
