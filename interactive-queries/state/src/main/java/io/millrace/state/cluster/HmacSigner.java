package io.millrace.state.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs messages between instances, and tokens that clients must return unchanged. The secret is
 * 256 random bits that the first instance writes to the definitions; a signature is an HMAC-SHA256
 * of its purpose and of the parts, each with its length in front.
 */
@Singleton
public final class HmacSigner {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_BYTES = 32;
  private static final DefinitionKey KEY =
      ClusterSecretKind.INSTANCE.key(DefinitionKey.ANY_TENANT, "secret");

  private final DefinitionLog definitions;
  private final DefinitionWriter writer;
  private volatile @Nullable Keyed keyed;

  /** The purpose of a signature: one made for another purpose is invalid. */
  public enum Purpose {
    QUESTION,
    ANSWER,
    CURSOR,
    POSITION
  }

  /** A MAC with its key, to be cloned, and its definition. */
  private record Keyed(Definition from, Mac mac) {}

  HmacSigner(DefinitionLog definitions, DefinitionWriter writer) {
    this.definitions = definitions;
    this.writer = writer;
  }

  /** Writes the secret if there is none. */
  public void seed() throws InterruptedException {
    if (definitions.get(KEY) == null) {
      boolean _ = writer.runExclusively(this::seedAlone);
    }
  }

  private boolean seedAlone() throws InterruptedException {
    boolean absent = definitions.get(KEY) == null;
    if (absent) {
      var secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      var _ = writer.put(KEY, ClusterSecretKind.INSTANCE.print(secret)).orThrow();
    }
    return absent;
  }

  /** Whether the secret is loaded. */
  public boolean ready() {
    return definitions.get(KEY) != null;
  }

  /** The 32 bytes of the signature; throws a 503 while the secret is not loaded. */
  public byte[] sign(Purpose purpose, byte[]... parts) {
    Mac mac = mac();
    var lengths = new ByteWriter(16);
    mac.update(purpose.name().getBytes(UTF_8));
    for (byte[] part : parts) {
      mac.update(lengths.reset().writeLongBigEndian(part.length).toBytes());
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** A constant-time comparison. */
  public boolean verify(byte[] seal, Purpose purpose, byte[]... parts) {
    return MessageDigest.isEqual(seal, sign(purpose, parts));
  }

  private Mac mac() {
    Definition now = definitions.get(KEY);
    if (now == null) {
      throw new FailureException(
          new Failure.NotReady("the shared secret of the instances is not loaded yet", 1));
    }
    try {
      Keyed known = keyed;
      if (known == null || !known.from.equals(now)) {
        byte[] secret = ClusterSecretKind.INSTANCE.read(now).orElseThrow();
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(secret, ALGORITHM));
        known = new Keyed(now, mac);
        keyed = known;
      }
      return (Mac) known.mac.clone();
    } catch (GeneralSecurityException | CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
