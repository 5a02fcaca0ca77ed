package io.millrace.topologies.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class StoreMemoryTest {
  private static final long MIB = 1L << 20;

  @Test
  void aMemtableShrinksWithTheNumberOfStores() {
    assertThat(StoreMemory.memtableBytes(384 * MIB, 4 * 5)).isEqualTo(32 * MIB);
    assertThat(StoreMemory.memtableBytes(96 * MIB, 4 * 5)).isBetween(8 * MIB, 10 * MIB);
    assertThat(StoreMemory.memtableBytes(96 * MIB, 64 * 5)).isBetween(MIB / 2, MIB);
    assertThat(StoreMemory.memtableBytes(16 * MIB, 1_000)).isEqualTo(MIB / 4);
  }

  @Test
  void byDefaultItFollowsTheMachine() {
    assertThat(StoreMemory.defaultBytes()).isBetween(128 * MIB, 512 * MIB);
  }

  @Test
  void refusesABudgetThatIsTooSmall() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoreMemory(MIB, 1))
        .withMessage("the memory of the stores must be at least 16777216 bytes, but was 1048576");
  }
}
