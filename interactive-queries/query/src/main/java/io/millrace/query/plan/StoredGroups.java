package io.millrace.query.plan;

import io.millrace.query.clickhouse.RowBinary;
import io.millrace.query.clickhouse.RowConsumer;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.rollup.CountState;
import io.millrace.serdes.rollup.ExtremeState;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.QuantileState;
import io.millrace.serdes.rollup.SumState;
import io.millrace.serdes.rollup.UniqState;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads the groups that a statement of {@link QuerySql} returns. */
record StoredGroups(Query query, MergedGroups groups) implements RowConsumer {
  @Override
  public void read(RowBinary in) throws IOException {
    while (in.hasNext()) {
      long bucket = query.grain().isPresent() ? in.readInt64() : 0;
      var dimensions = new ArrayList<String>(query.dimensions().size());
      for (int i = 0; i < query.dimensions().size(); i++) {
        dimensions.add(in.readString());
      }
      groups.add(new GroupKey(bucket, dimensions), states(in));
    }
  }

  private List<MeasureState> states(RowBinary in) throws IOException {
    var states = new ArrayList<MeasureState>(query.measures().size());
    for (Measure measure : query.measures()) {
      states.add(
          switch (measure) {
            case Measure.Count _ -> new CountState(in.readInt64());
            case Measure.Sum _ -> new SumState(new BigDecimal(in.readString()));
            case Measure.Min _ -> extreme(ExtremeState.min(), in);
            case Measure.Max _ -> extreme(ExtremeState.max(), in);
            case Measure.Distinct _ -> UniqState.read(new ByteReader(in.readUniqState()));
            case Measure.Quantiles _ -> QuantileState.read(new ByteReader(in.readBytes()));
          });
    }
    return states;
  }

  private static ExtremeState extreme(ExtremeState state, RowBinary in) throws IOException {
    state.add(Double.longBitsToDouble(in.readInt64()));
    return state;
  }
}
