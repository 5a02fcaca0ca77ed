package io.millrace.service.webhooks;

import io.millrace.serdes.segment.SegmentChange;
import io.millrace.state.access.ApiKeySecret;
import java.net.URI;
import java.util.Set;

/**
 * A tenant's subscription to changes of segments.
 *
 * @param since the version of its definition with which it started; it receives later changes
 * @param segments their names; empty for all
 * @param secret with which requests are signed
 * @param disabled why nothing is sent; {@code ""} if it is enabled
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

  /** Whether its receiver is sent this change: never one of another tenant. */
  boolean matches(SegmentChange change) {
    return change.tenant().equals(tenant)
        && (segments.isEmpty() || segments.contains(change.segment()));
  }

  Webhook disabled(String why) {
    return new Webhook(tenant, name, since, url, segments, secret, why);
  }

  /** The consumer group with its progress. */
  String group(String applicationId) {
    return "%s-webhook-%s-%s-%d".formatted(applicationId, tenant, name, since);
  }

  /** The URL without parts that may be secret. */
  String origin() {
    return "%s://%s/...".formatted(url.getScheme(), url.getRawAuthority());
  }
}
