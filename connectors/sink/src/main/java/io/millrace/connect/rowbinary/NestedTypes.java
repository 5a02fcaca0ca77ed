package io.millrace.connect.rowbinary;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The types that contain other types, and those whose bytes are opaque here. */
final class NestedTypes {
  private NestedTypes() {}

  /** {@code Nullable(T)}. */
  record OrNull(ColumnType type) implements ColumnType {
    @Override
    public boolean takesNull() {
      return true;
    }

    @Override
    public boolean hasJson() {
      return type.hasJson();
    }

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      out.writeByte(value == null ? 1 : 0);
      if (value != null) {
        type.write(value, out);
      }
    }
  }

  /** {@code Array(T)}. */
  record ArrayOf(ColumnType type) implements ColumnType {
    @Override
    public boolean hasJson() {
      return type.hasJson();
    }

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      if (!(value instanceof List<?> list)) {
        throw ValueConversionException.kind("an array", value);
      }
      out.writeVarint(list.size());
      try {
        for (Object element : list) {
          type.write(element, out);
        }
      } catch (ValueConversionException e) {
        throw ValueConversionException.within("an element", e);
      }
    }
  }

  /** {@code Map(K, V)}; a record is one with its fields' names as keys. */
  record MapOf(ColumnType key, ColumnType value) implements ColumnType {
    @Override
    public boolean hasJson() {
      return value.hasJson();
    }

    @Override
    public void write(@Nullable Object from, RowBuffer out) {
      switch (from) {
        case Map<?, ?> map -> {
          out.writeVarint(map.size());
          for (Map.Entry<?, ?> entry : map.entrySet()) {
            write(entry.getKey(), entry.getValue(), out);
          }
        }
        case Struct struct -> {
          List<Field> fields = struct.schema().fields();
          out.writeVarint(fields.size());
          for (Field field : fields) {
            write(field.name(), struct.get(field), out);
          }
        }
        case null, default -> throw ValueConversionException.kind("a map", from);
      }
    }

    private void write(@Nullable Object entryKey, @Nullable Object entryValue, RowBuffer out) {
      try {
        key.write(entryKey, out);
      } catch (ValueConversionException e) {
        throw ValueConversionException.within("a key", e);
      }
      try {
        value.write(entryValue, out);
      } catch (ValueConversionException e) {
        throw ValueConversionException.within("a value", e);
      }
    }
  }

  /**
   * {@code Tuple(...)}: a record or map by the names of the elements, or a list by their order.
   *
   * @param names of the elements; empty where they have none
   */
  record TupleOf(List<String> names, List<ColumnType> types) implements ColumnType {
    TupleOf {
      names = List.copyOf(names);
      types = List.copyOf(types);
    }

    @Override
    public boolean hasJson() {
      return types.stream().anyMatch(ColumnType::hasJson);
    }

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      if (value instanceof List<?> list && list.size() == types.size()) {
        for (int i = 0; i < types.size(); i++) {
          write(i, list.get(i), out);
        }
      } else if (value instanceof Struct struct && !names.isEmpty()) {
        refuseOthers(struct.schema().fields().stream().map(Field::name).toList());
        for (int i = 0; i < types.size(); i++) {
          Field field = struct.schema().field(names.get(i));
          write(i, field == null ? null : struct.get(field), out);
        }
      } else if (value instanceof Map<?, ?> map && !names.isEmpty()) {
        refuseOthers(map.keySet());
        for (int i = 0; i < types.size(); i++) {
          write(i, map.get(names.get(i)), out);
        }
      } else {
        throw ValueConversionException.kind("a tuple of %d".formatted(types.size()), value);
      }
    }

    private void write(int element, @Nullable Object value, RowBuffer out) {
      try {
        types.get(element).write(value, out);
      } catch (ValueConversionException e) {
        String name = names.isEmpty() ? Integer.toString(element + 1) : names.get(element);
        throw ValueConversionException.within("an element " + name, e);
      }
    }

    private void refuseOthers(Iterable<?> given) {
      for (Object name : given) {
        if (!names.contains(name)) {
          throw new ValueConversionException(
              "takes the elements %s, but has %s".formatted(names, name));
        }
      }
    }
  }

  /** {@code JSON}: an object as a record, a map or text. */
  record Json() implements ColumnType {
    @Override
    public boolean hasJson() {
      return true;
    }

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      out.writeText(JsonObject.text(value));
    }
  }

  /** {@code AggregateFunction(...)}: the bytes of a state, which are self-delimiting. */
  record State() implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      switch (value) {
        case byte[] bytes -> out.writeBytes(bytes);
        case ByteBuffer bytes -> out.writeBytes(bytes);
        case null, default -> throw ValueConversionException.kind("the bytes of a state", value);
      }
    }
  }

  /** A type that this sink does not support; such a column can only have its default. */
  record Unknown(String spelling) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      throw new ValueConversionException(
          "is of type %s, which the sink does not write".formatted(spelling));
    }
  }
}
