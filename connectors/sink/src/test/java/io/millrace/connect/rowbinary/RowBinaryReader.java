package io.millrace.connect.rowbinary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** RowBinary read back, from the documentation alone: what the writer is checked against. */
final class RowBinaryReader {
  private final ByteBuffer in;

  RowBinaryReader(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean atEnd() {
    return !in.hasRemaining();
  }

  @Nullable Object read(String type) {
    if (type.startsWith("Nullable(")) {
      return in.get() == 1 ? null : read(inner(type));
    }
    if (type.startsWith("LowCardinality(")) {
      return read(inner(type));
    }
    if (type.startsWith("Map(")) {
      return readMap(inner(type).split(", ", 2));
    }
    if (type.startsWith("Decimal(")) {
      String[] arguments = inner(type).split(", ", 2);
      return readDecimal(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    }
    if (type.startsWith("DateTime64(")) {
      int digits = type.charAt(11) - '0';
      return new BigDecimal(BigInteger.valueOf(in.getLong()), digits);
    }
    return switch (type) {
      case "String" -> new String(readBytes(readVarint()), UTF_8);
      case "Bool" -> in.get() == 1;
      case "Int8" -> (long) in.get();
      case "UInt8" -> Byte.toUnsignedLong(in.get());
      case "Int16" -> (long) in.getShort();
      case "UInt16" -> Short.toUnsignedLong(in.getShort());
      case "Int32" -> (long) in.getInt();
      case "UInt32" -> Integer.toUnsignedLong(in.getInt());
      case "Int64", "UInt64" -> in.getLong();
      case "Float32" -> in.getFloat();
      case "Float64" -> in.getDouble();
      case "DateTime('UTC')" -> Instant.ofEpochSecond(Integer.toUnsignedLong(in.getInt()));
      default -> throw new IllegalArgumentException(type);
    };
  }

  private Map<@Nullable Object, @Nullable Object> readMap(String[] types) {
    var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    int size = readVarint();
    for (int i = 0; i < size; i++) {
      map.put(read(types[0]), read(types[1]));
    }
    return map;
  }

  private BigDecimal readDecimal(int precision, int scale) {
    int width = precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
    byte[] little = readBytes(width);
    var big = new byte[width];
    for (int i = 0; i < width; i++) {
      big[i] = little[width - 1 - i];
    }
    return new BigDecimal(new BigInteger(big), scale);
  }

  private byte[] readBytes(int length) {
    var bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private int readVarint() {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.get();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static String inner(String type) {
    return type.substring(type.indexOf('(') + 1, type.length() - 1);
  }
}
