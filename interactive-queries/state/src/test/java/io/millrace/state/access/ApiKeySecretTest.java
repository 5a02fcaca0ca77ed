package io.millrace.state.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ApiKeySecretTest {
  @Test
  void has256RandomBitsInBase62() {
    ApiKeySecret secret = ApiKeySecret.random("write", new SecureRandom());

    assertThat(secret.text()).matches("mr_write_[0-9A-Za-z]{43}");
    assertThat(secret).isNotEqualTo(ApiKeySecret.random("write", new SecureRandom()));
  }

  @Test
  void isStoredAsItsSha256() {
    assertThat(new ApiKeySecret("abc").sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void doesNotPrintItself() {
    assertThat(new ApiKeySecret("abc").toString()).doesNotContain("abc");
  }
}
