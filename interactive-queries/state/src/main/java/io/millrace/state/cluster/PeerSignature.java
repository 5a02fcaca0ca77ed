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
 * The header by which instances know each other: {@code t=MILLIS,v1=HEX}. A question's seal is over
 * its time, kind, addressee and bytes, an answer's over the question's header and its bytes: what
 * is recorded of one cannot be played to another, nor an old answer to a new question.
 */
@Singleton
public final class PeerSignature {
  public static final String HEADER = "Millrace-Instance";
  private static final Pattern FORM = Pattern.compile("t=(\\d{1,15}),v1=([0-9a-f]{64})");

  /** How far the clocks of instances may be apart. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private final HmacSigner seals;
  private final InstantSource clock;

  PeerSignature(HmacSigner seals, InstantSource clock) {
    this.seals = seals;
    this.clock = clock;
  }

  String signRequest(Instance to, String what, byte[] question) {
    String time = Long.toString(clock.millis());
    return "t=%s,v1=%s".formatted(time, hex(questionSeal(time, to, what, question)));
  }

  public String signResponse(String question, byte[] answer) {
    return hex(seals.sign(Purpose.ANSWER, question.getBytes(UTF_8), answer));
  }

  /** Why the question is not from one of us; empty where it is. */
  public Optional<String> fault(
      @Nullable String header, Instance to, String what, byte[] question) {
    Matcher parts = FORM.matcher(header == null ? "" : header);
    if (!parts.matches()) {
      return Optional.of("%s must be t=MILLIS,v1=HEX".formatted(HEADER));
    }
    long apart = Math.abs(clock.millis() - Long.parseLong(parts.group(1)));
    if (apart > TOLERANCE.toMillis()) {
      return Optional.of(
          "the clocks of instances may be %d s apart, but were %d s"
              .formatted(TOLERANCE.toSeconds(), apart / 1_000));
    }
    byte[] seal = HexFormat.of().parseHex(parts.group(2));
    return seals.verify(
            seal,
            Purpose.QUESTION,
            parts.group(1).getBytes(UTF_8),
            to.toString().getBytes(UTF_8),
            what.getBytes(UTF_8),
            question)
        ? Optional.empty()
        : Optional.of("the question is not signed with the secret that instances share");
  }

  boolean verify(@Nullable String header, String question, byte[] answer) {
    return signResponse(question, answer).equals(header);
  }

  private byte[] questionSeal(String time, Instance to, String what, byte[] question) {
    return seals.sign(
        Purpose.QUESTION,
        time.getBytes(UTF_8),
        to.toString().getBytes(UTF_8),
        what.getBytes(UTF_8),
        question);
  }

  private static String hex(byte[] seal) {
    return HexFormat.of().formatHex(seal);
  }
}
