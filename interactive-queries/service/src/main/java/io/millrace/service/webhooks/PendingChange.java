package io.millrace.service.webhooks;

import io.millrace.serdes.segment.SegmentChange;

/**
 * A change that is not delivered yet.
 *
 * @param offset of its record
 * @param written when, epoch milliseconds
 */
record PendingChange(long offset, long written, SegmentChange change) {}
