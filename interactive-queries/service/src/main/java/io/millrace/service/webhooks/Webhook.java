package io.millrace.service.webhooks;

import io.millrace.serdes.segment.SegmentChange;
import io.millrace.state.access.ApiKeySecret;
import java.net.URI;
import java.util.Set;

/**
 * Where a tenant wants to be told of changes of segments.
 *
 * @param since the version of its definition with which it began; it is told of what came later
 * @param segments their names; none for all
 * @param secret what requests are signed with
 * @param disabled why nothing is sent; {@code ""} while it is
 */
record Webhook(
    String tenant,
    String name,
    long since,
    URI url,
    Set<String> segments,
    ApiKeySecret secret,
    String disabled) {
  Webhook {
    segments = Set.copyOf(segments);
  }

  boolean isDisabled() {
    return !disabled.isEmpty();
  }

  /** Whether its receiver is to know of a change: of no other tenant's ever. */
  boolean matches(SegmentChange change) {
    return change.tenant().equals(tenant)
        && (segments.isEmpty() || segments.contains(change.segment()));
  }

  Webhook disabled(String why) {
    return new Webhook(tenant, name, since, url, segments, secret, why);
  }

  /** The consumer group that keeps how far it is. */
  String group(String applicationId) {
    return "%s-webhook-%s-%s-%d".formatted(applicationId, tenant, name, since);
  }

  /** The URL without what may be a secret of its receiver. */
  String origin() {
    return "%s://%s/...".formatted(url.getScheme(), url.getRawAuthority());
  }
}
