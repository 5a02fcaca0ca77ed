package io.millrace.state.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.state.cluster.HmacSigner.Purpose;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header by which instances authenticate each other: {@code t=MILLIS,v1=HEX}. A request's
 * signature covers its time, type, addressee and body, a response's the request's header and its
 * body: a recorded message cannot be replayed to another instance, nor an old response to a new
 * request.
 */
@Singleton
public final class PeerSignature {
  public static final String HEADER = "Millrace-Instance";
  private static final Pattern FORM = Pattern.compile("t=(\\d{1,15}),v1=([0-9a-f]{64})");

  /** The maximum difference of the clocks of instances. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private final HmacSigner signer;
  private final InstantSource clock;

  PeerSignature(HmacSigner signer, InstantSource clock) {
    this.signer = signer;
    this.clock = clock;
  }

  String signRequest(Instance to, String what, byte[] request) {
    String time = Long.toString(clock.millis());
    return "t=%s,v1=%s".formatted(time, hex(questionSeal(time, to, what, request)));
  }

  /** The header of a response, for the request with this header. */
  public String signResponse(String request, byte[] answer) {
    return hex(signer.sign(Purpose.ANSWER, request.getBytes(UTF_8), answer));
  }

  /** Why the request is not valid; empty if it is. */
  public Optional<String> fault(@Nullable String header, Instance to, String what, byte[] request) {
    Matcher parts = FORM.matcher(header == null ? "" : header);
    if (!parts.matches()) {
      return Optional.of("%s must be t=MILLIS,v1=HEX".formatted(HEADER));
    }
    long apart = Math.abs(clock.millis() - Long.parseLong(parts.group(1)));
    if (apart > TOLERANCE.toMillis()) {
      return Optional.of(
          "the clocks of instances must differ by at most %d s, but differed by %d s"
              .formatted(TOLERANCE.toSeconds(), apart / 1_000));
    }
    byte[] signature = HexFormat.of().parseHex(parts.group(2));
    return signer.verify(
            signature,
            Purpose.QUESTION,
            parts.group(1).getBytes(UTF_8),
            to.toString().getBytes(UTF_8),
            what.getBytes(UTF_8),
            request)
        ? Optional.empty()
        : Optional.of("the request is not signed with the shared secret");
  }

  boolean verify(@Nullable String header, String request, byte[] answer) {
    return signResponse(request, answer).equals(header);
  }

  private byte[] questionSeal(String time, Instance to, String what, byte[] request) {
    return signer.sign(
        Purpose.QUESTION,
        time.getBytes(UTF_8),
        to.toString().getBytes(UTF_8),
        what.getBytes(UTF_8),
        request);
  }

  private static String hex(byte[] signature) {
    return HexFormat.of().formatHex(signature);
  }
}
