package io.millrace.connect.clickhouse;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The source of a column's value in a record. */
sealed interface ColumnSource {
  /**
   * Marks that the record has no value for the column, which then gets its default. Distinct from
   * null and from every value.
   */
  Object ABSENT = new Object();

  @Nullable Object of(SinkRecord record);

  // The marker is a single object.
  @SuppressWarnings("ReferenceEquality")
  static boolean isAbsent(@Nullable Object value) {
    return value == ABSENT;
  }

  /** A field of a record's value. */
  record OfValue(FieldPath path) implements ColumnSource {
    @Override
    public @Nullable Object of(SinkRecord record) {
      return path.read((Struct) record.value());
    }
  }

  /** A field of a record's key. */
  record OfKey(FieldPath path) implements ColumnSource {
    @Override
    public @Nullable Object of(SinkRecord record) {
      return record.key() instanceof Struct key ? path.read(key) : null;
    }
  }

  /** The whole key. */
  record WholeKey() implements ColumnSource {
    @Override
    public @Nullable Object of(SinkRecord record) {
      return record.key();
    }
  }

  /** One field of each record in an array: a column of a Nested type, such as {@code lines.sku}. */
  record OfEach(FieldPath array, Field field) implements ColumnSource {
    @Override
    public @Nullable Object of(SinkRecord record) {
      if (!(array.read((Struct) record.value()) instanceof List<?> elements)) {
        return null;
      }
      var values = new ArrayList<@Nullable Object>(elements.size());
      for (Object element : elements) {
        values.add(element instanceof Struct struct ? struct.get(field) : null);
      }
      return values;
    }
  }

  /** The value that {@link MapRow} read for this column from a record without a schema. */
  record OfEntry(MapRow row, int column) implements ColumnSource {
    @Override
    public @Nullable Object of(SinkRecord record) {
      return row.value(column);
    }
  }

  /** The last header of this name. */
  record OfHeader(String name) implements ColumnSource {
    @Override
    public @Nullable Object of(SinkRecord record) {
      Header header = record.headers().lastWithName(name);
      return header == null ? null : header.value();
    }
  }

  /** The timestamp of the record. */
  record OfTimestamp() implements ColumnSource {
    // Connect's own type for a Timestamp.
    @SuppressWarnings("JavaUtilDate")
    @Override
    public @Nullable Object of(SinkRecord record) {
      Long timestamp = record.timestamp();
      return timestamp == null ? null : new Date(timestamp);
    }
  }

  /** The topic that Connect read the record from. */
  record OfTopic() implements ColumnSource {
    @Override
    public Object of(SinkRecord record) {
      return record.originalTopic();
    }
  }

  /** The topic partition that Connect read the record from. */
  record OfPartition() implements ColumnSource {
    @Override
    public Object of(SinkRecord record) {
      return record.originalKafkaPartition();
    }
  }

  /** The record's offset in its topic partition. */
  record OfOffset() implements ColumnSource {
    @Override
    public Object of(SinkRecord record) {
      return record.originalKafkaOffset();
    }
  }

  /** The same value for every record. */
  record Constant(Object value) implements ColumnSource {
    @Override
    public Object of(SinkRecord record) {
      return value;
    }
  }
}
