package io.millrace.service.ingest;

import io.millrace.service.tenants.AcceptanceWindow;

/**
 * What ingestion knows of a request's events beside their content.
 *
 * @param receivedAt epoch milliseconds
 * @param imported whether the client declared them as an import
 * @param acceptance which event times the tenant accepts
 */
record IngestContext(
    String tenant, long receivedAt, boolean imported, AcceptanceWindow acceptance) {}
