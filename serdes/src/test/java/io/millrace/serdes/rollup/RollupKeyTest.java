package io.millrace.serdes.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RollupKeyTest {
  @Property
  void readsWhatItWrote(@ForAll("keys") RollupKey key) {
    assertThat(RollupKey.fromBytes(key.toBytes())).isEqualTo(key);
  }

  @Property
  void sortsByStartWithinATenantAndGrain(@ForAll("keys") RollupKey one, @ForAll long otherStart) {
    var other = new RollupKey(one.series(), one.grain(), otherStart);
    assertThat(Integer.signum(Arrays.compareUnsigned(one.toBytes(), other.toBytes())))
        .isEqualTo(Integer.signum(Long.compare(one.start(), other.start())));
  }

  @Property
  void aRangeBoundIsBeforeItsWindows(@ForAll("keys") RollupKey key) {
    byte[] bound =
        RollupKey.rangeBound(
            key.series().tenant(), key.series().rollup(), key.grain(), key.start());
    assertThat(Arrays.compareUnsigned(bound, key.toBytes())).isLessThanOrEqualTo(0);
  }

  @Provide
  Arbitrary<RollupKey> keys() {
    Arbitrary<String> name = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20);
    Arbitrary<List<String>> dimensions = Arbitraries.strings().ofMaxLength(30).list().ofMaxSize(6);
    return Combinators.combine(
            name, name, dimensions, Arbitraries.of(Grain.class), Arbitraries.longs())
        .as(
            (tenant, rollup, values, grain, start) ->
                new RollupKey(new RollupSeries(tenant, rollup, values), grain, start));
  }
}
