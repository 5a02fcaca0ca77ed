package io.millrace.topologies.feature;

import io.millrace.serdes.visitor.VisitorKey;

/**
 * Two names of one visitor, one of which takes over what the other had.
 *
 * @param root that takes over
 * @param origin that had it, of the same tenant
 */
public record IdentityLink(VisitorKey root, String origin) {}
