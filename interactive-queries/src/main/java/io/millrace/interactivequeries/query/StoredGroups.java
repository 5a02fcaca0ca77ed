package io.millrace.interactivequeries.query;

import io.millrace.interactivequeries.clickhouse.RowBinary;
import io.millrace.interactivequeries.clickhouse.Rows;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.rollup.CountState;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.UniqState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the groups that a statement of {@link Sql} answers with. */
record StoredGroups(Query query, Groups groups) implements Rows {
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
            case Measure.Count(var _) -> new CountState(in.readInt64());
            case Measure.Distinct(var _, var _) ->
                UniqState.read(new ByteReader(in.readUniqState()));
          });
    }
    return states;
  }
}
