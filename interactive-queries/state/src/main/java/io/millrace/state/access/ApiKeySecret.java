package io.millrace.state.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The text of an API key: 256 random bits in base 62 after a prefix that says what it is for. */
public record ApiKeySecret(String text) {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int BITS = 256;
  private static final int LENGTH = 43;

  /** To be cloned: looking the algorithm up takes longer than hashing a key. */
  private static final MessageDigest SHA_256 = sha256Digest();

  /** A new random key whose prefix names its purpose. */
  public static ApiKeySecret random(String purpose, SecureRandom random) {
    var rest = new BigInteger(BITS, random);
    var radix = BigInteger.valueOf(DIGITS.length());
    var digits = new char[LENGTH];
    for (int i = LENGTH - 1; i >= 0; i--) {
      BigInteger[] quotient = rest.divideAndRemainder(radix);
      digits[i] = DIGITS.charAt(quotient[1].intValue());
      rest = quotient[0];
    }
    return new ApiKeySecret("mr_" + purpose + "_" + new String(digits));
  }

  /**
   * The hash that is stored and looked up instead of the text. The bits are random, so a plain hash
   * cannot be searched, and the time of a lookup reveals nothing about any other key.
   */
  public String sha256() {
    try {
      var digest = (MessageDigest) SHA_256.clone();
      return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
