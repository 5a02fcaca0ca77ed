package io.millrace.service.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.state.access.ApiKeySecret;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature by which a receiver verifies a request: {@code t=UNIX,v1=HEX}, where HEX is the
 * HMAC-SHA256, by the webhook's secret, of the seconds as text, a dot, and the body.
 */
final class WebhookSignature {
  static final String HEADER = "Millrace-Signature";
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  static String of(ApiKeySecret secret, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.text().getBytes(UTF_8), ALGORITHM));
      mac.update((seconds + ".").getBytes(UTF_8));
      return "t=%d,v1=%s".formatted(seconds, HexFormat.of().formatHex(mac.doFinal(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
