package io.millrace.state.reads;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.state.cluster.HmacSigner;
import io.millrace.state.cluster.HmacSigner.Purpose;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.EventPosition.Part;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;

/**
 * Texts that clients receive and return unchanged: base64url of the signature's first 16 bytes and
 * the content. The signature covers the tenant, the purpose and the content: a token that was
 * changed, forged, or issued to another tenant or for another purpose is rejected.
 */
@Singleton
public final class SignedTokens {
  private static final int SEAL_BYTES = 16;
  private static final int POSITION_VERSION = 1;

  private final HmacSigner signer;

  SignedTokens(HmacSigner signer) {
    this.signer = signer;
  }

  /** Whether the signing secret is loaded. */
  public boolean ready() {
    return signer.ready();
  }

  /**
   * A cursor.
   *
   * @param of what it continues, such as the name of a store
   */
  public String cursor(String tenant, String of, byte[] content) {
    return token(Purpose.CURSOR, tenant, of, content);
  }

  /** The content of a cursor; throws a 400 for an invalid one. */
  public byte[] cursor(String tenant, String of, String cursor) {
    return content(Purpose.CURSOR, tenant, of, cursor, "cursor", "one that a page came with");
  }

  /** The token of a position. */
  public String position(EventPosition position) {
    var out = new ByteWriter(64);
    out.writeByte(POSITION_VERSION).writeVarint(position.acceptedAt());
    out.writeVarint(position.parts().size());
    for (Part part : position.parts()) {
      out.writeText(part.topic()).writeVarint(part.partition()).writeVarint(part.offset());
    }
    return token(Purpose.POSITION, position.tenant(), "", out.toBytes());
  }

  /** Throws a 400 for anything but a position of the tenant. */
  public EventPosition position(String tenant, String token) {
    byte[] content =
        content(
            Purpose.POSITION,
            tenant,
            "",
            token,
            EventPosition.HEADER,
            "one that events of this tenant were answered with");
    var in = new ByteReader(content);
    int version = in.readByte();
    if (version != POSITION_VERSION) {
      throw malformed(EventPosition.HEADER, "of version " + POSITION_VERSION);
    }
    long acceptedAt = in.readVarint();
    var parts = new ArrayList<Part>();
    for (long left = in.readVarint(); left > 0; left--) {
      parts.add(new Part(in.readText(), (int) in.readVarint(), in.readVarint()));
    }
    return new EventPosition(tenant, acceptedAt, parts);
  }

  private String token(Purpose purpose, String tenant, String of, byte[] content) {
    byte[] token = Arrays.copyOf(seal(purpose, tenant, of, content), SEAL_BYTES + content.length);
    System.arraycopy(content, 0, token, SEAL_BYTES, content.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  private byte[] content(
      Purpose purpose, String tenant, String of, String token, String field, String allowed) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw malformed(field, allowed);
    }
    if (bytes.length < SEAL_BYTES) {
      throw malformed(field, allowed);
    }
    byte[] content = Arrays.copyOfRange(bytes, SEAL_BYTES, bytes.length);
    byte[] seal = seal(purpose, tenant, of, content);
    if (!MessageDigest.isEqual(seal, Arrays.copyOf(bytes, SEAL_BYTES))) {
      throw malformed(field, allowed);
    }
    return content;
  }

  private byte[] seal(Purpose purpose, String tenant, String of, byte[] content) {
    return Arrays.copyOf(
        signer.sign(purpose, tenant.getBytes(UTF_8), of.getBytes(UTF_8), content), SEAL_BYTES);
  }

  private static FailureException malformed(String field, String allowed) {
    return new FailureException(
        new Failure.Malformed("%s must be %s".formatted(field, allowed), field));
  }
}
