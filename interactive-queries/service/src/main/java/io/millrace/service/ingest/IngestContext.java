package io.millrace.service.ingest;

import io.millrace.service.tenants.AcceptanceWindow;

/**
 * What ingest knows of a request's events beside what they say.
 *
 * @param receivedAt epoch milliseconds
 * @param imported whether the client declared them as an import
 * @param acceptance which times the tenant accepts
 */
record IngestContext(
    String tenant, long receivedAt, boolean imported, AcceptanceWindow acceptance) {}
