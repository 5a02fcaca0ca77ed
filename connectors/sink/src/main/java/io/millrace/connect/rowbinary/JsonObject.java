package io.millrace.connect.rowbinary;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** JSON objects as text, validated before the server would reject a whole insert because of one. */
final class JsonObject {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String TAKEN = "a JSON object";

  private JsonObject() {}

  /** The text of an object; throws {@link ValueConversionException} for anything else. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case String text -> checked(text);
      case Struct struct -> written(struct);
      case Map<?, ?> map -> written(map);
      case null, default -> throw ValueConversionException.kind(TAKEN, value);
    };
  }

  private static String checked(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        parser.skipChildren();
        if (parser.nextToken() == null) {
          return text;
        }
      }
    } catch (IOException e) {
      throw new ValueConversionException(
          "takes %s, but was broken: %s".formatted(TAKEN, firstLine(e)));
    }
    throw ValueConversionException.kind(TAKEN, text);
  }

  private static String firstLine(IOException fault) {
    return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
  }

  private static String written(Object value) {
    var text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      write(value, out);
    } catch (IOException e) {
      throw new ValueConversionException("takes %s, but: %s".formatted(TAKEN, firstLine(e)));
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Struct struct -> writeStruct(struct, out);
      case Map<?, ?> map -> writeMap(map, out);
      case List<?> list -> writeList(list, out);
      case Boolean flag -> out.writeBoolean(flag);
      case Long number -> out.writeNumber(number);
      case Integer number -> out.writeNumber(number);
      case Short number -> out.writeNumber(number);
      case Byte number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Float number -> out.writeNumber(number);
      case BigDecimal number -> out.writeNumber(number);
      case BigInteger number -> out.writeNumber(number);
      case Date date -> out.writeString(date.toInstant().toString());
      case byte[] bytes -> out.writeBinary(bytes);
      case ByteBuffer bytes -> {
        var copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        out.writeBinary(copy);
      }
      default -> out.writeString(value.toString());
    }
  }

  private static void writeStruct(Struct struct, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Field field : struct.schema().fields()) {
      out.writeFieldName(field.name());
      write(struct.get(field), out);
    }
    out.writeEndObject();
  }

  private static void writeMap(Map<?, ?> map, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.writeFieldName(String.valueOf(entry.getKey()));
      write(entry.getValue(), out);
    }
    out.writeEndObject();
  }

  private static void writeList(List<?> list, JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (Object element : list) {
      write(element, out);
    }
    out.writeEndArray();
  }
}
