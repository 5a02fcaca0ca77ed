package io.millrace.state.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
  private static final List<String> KNOWN = List.of("visitor", "visits", "country", "campaign");

  @Test
  void putsTheNearestFirst() {
    assertThat(NearestNames.of("visiter", KNOWN)).containsExactly("visitor", "visits");
  }

  @Test
  void namesNothingThatDiffersInMoreThanHalf() {
    assertThat(NearestNames.of("money", KNOWN)).isEmpty();
  }

  @Test
  void doesNoWorkForAVeryLongName() {
    assertThat(NearestNames.of("visitor".repeat(1_000_000), KNOWN)).isEmpty();
  }
}
