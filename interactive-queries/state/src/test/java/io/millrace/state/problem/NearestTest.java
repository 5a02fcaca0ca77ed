package io.millrace.state.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KNOWN = List.of("visitor", "visits", "country", "campaign");

  @Test
  void putsTheNearestFirst() {
    assertThat(Nearest.of("visiter", KNOWN)).containsExactly("visitor", "visits");
  }

  @Test
  void namesNothingThatDiffersInMoreThanHalf() {
    assertThat(Nearest.of("money", KNOWN)).isEmpty();
  }

  @Test
  void doesNoWorkForAVeryLongName() {
    assertThat(Nearest.of("visitor".repeat(1_000_000), KNOWN)).isEmpty();
  }
}
