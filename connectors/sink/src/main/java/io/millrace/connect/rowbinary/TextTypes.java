package io.millrace.connect.rowbinary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The types whose values are usually written as text. */
final class TextTypes {
  private TextTypes() {}

  /** {@code String}: text as UTF-8, bytes as they are. */
  record Text() implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      switch (value) {
        case String text -> out.writeText(text);
        case byte[] bytes -> {
          out.writeVarint(bytes.length);
          out.writeBytes(bytes);
        }
        case ByteBuffer bytes -> {
          out.writeVarint(bytes.remaining());
          out.writeBytes(bytes);
        }
        case null, default -> throw ValueConversionException.kind("text or bytes", value);
      }
    }
  }

  /** {@code FixedString(N)}: shorter values are padded with zero bytes. */
  record FixedText(int length) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      byte[] bytes =
          switch (value) {
            case String text -> text.getBytes(UTF_8);
            case byte[] given -> given;
            case ByteBuffer given -> bytes(given);
            case null, default -> throw ValueConversionException.kind("text or bytes", value);
          };
      if (bytes.length > length) {
        throw new ValueConversionException(
            "takes %d bytes, but was %d".formatted(length, bytes.length));
      }
      out.writeBytes(bytes);
      for (int i = bytes.length; i < length; i++) {
        out.writeByte(0);
      }
    }
  }

  /** {@code Bool}. */
  record Bool() implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      if (!(value instanceof Boolean flag)) {
        throw ValueConversionException.kind("a boolean", value);
      }
      out.writeByte(flag ? 1 : 0);
    }
  }

  /** {@code Enum8} and {@code Enum16}: one of its names, or the number of one. */
  record Enumeration(int bits, Map<String, Integer> numbers) implements ColumnType {
    Enumeration {
      numbers = Map.copyOf(numbers);
    }

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      Integer number =
          switch (value) {
            case String name -> numbers.get(name);
            case Long given -> known(given);
            case Integer given -> known(given);
            case Short given -> known(given);
            case Byte given -> known(given);
            case null, default -> null;
          };
      if (number == null) {
        throw ValueConversionException.kind("one of " + names(), value);
      }
      if (bits == 8) {
        out.writeByte(number);
      } else {
        out.writeShort(number);
      }
    }

    private @Nullable Integer known(long given) {
      int number = (int) given;
      return number == given && numbers.containsValue(number) ? number : null;
    }

    private String names() {
      String all = numbers.keySet().stream().sorted().toList().toString();
      return all.length() <= 200 ? all : all.substring(0, 200) + "...]";
    }
  }

  /** {@code UUID}: its text or its 16 bytes, most significant first. */
  record Uuid() implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      switch (value) {
        case String text when text.length() == 36 -> write(parse(text), out);
        case byte[] bytes when bytes.length == 16 -> write(ByteBuffer.wrap(bytes), out);
        case ByteBuffer bytes when bytes.remaining() == 16 -> write(bytes.duplicate(), out);
        case null, default -> throw ValueConversionException.kind("a UUID", value);
      }
    }

    private static void write(UUID uuid, RowBuffer out) {
      out.writeLong(uuid.getMostSignificantBits());
      out.writeLong(uuid.getLeastSignificantBits());
    }

    private static void write(ByteBuffer bigEndian, RowBuffer out) {
      out.writeLong(bigEndian.getLong());
      out.writeLong(bigEndian.getLong());
    }

    private static UUID parse(String text) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        throw ValueConversionException.kind("a UUID", text);
      }
    }
  }

  /** {@code IPv4}: dotted text, or the address as a whole number. */
  record Ip4() implements ColumnType {
    private static final long MOST = 0xFFFF_FFFFL;

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      long address =
          switch (value) {
            case String text -> dotted(text);
            case Long number -> number;
            case Integer number -> number;
            case null, default -> -1;
          };
      if (address < 0 || address > MOST) {
        throw ValueConversionException.kind("an IPv4 address", value);
      }
      out.writeInt((int) address);
    }

    /** Four numbers up to 255; negative for any other text. */
    private static long dotted(String text) {
      long address = 0;
      int number = -1;
      int dots = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '.' && number >= 0) {
          address = address << 8 | number;
          number = -1;
          dots++;
        } else if (c >= '0' && c <= '9') {
          number = Math.max(0, number) * 10 + c - '0';
        } else {
          return -1;
        }
        if (number > 255 || dots > 3) {
          return -1;
        }
      }
      return dots == 3 && number >= 0 ? address << 8 | number : -1;
    }
  }

  /** {@code IPv6}: text, also of an IPv4 address, or its 16 bytes. */
  record Ip6() implements ColumnType {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      switch (value) {
        case String text -> write(parse(text), text, out);
        case byte[] bytes when bytes.length == 16 -> out.writeBytes(bytes);
        case ByteBuffer bytes when bytes.remaining() == 16 -> out.writeBytes(bytes);
        case null, default -> throw ValueConversionException.kind("an IPv6 address", value);
      }
    }

    private static void write(@Nullable InetAddress address, String text, RowBuffer out) {
      switch (address) {
        case Inet6Address wide -> out.writeBytes(wide.getAddress());
        case Inet4Address narrow -> {
          out.writeBytes(MAPPED);
          out.writeBytes(narrow.getAddress());
        }
        case null, default -> throw ValueConversionException.kind("an IPv6 address", text);
      }
    }
  }

  /** Never queries a name server. Java parses ::ffff:1.2.3.4 as the mapped IPv4 address. */
  private static @Nullable InetAddress parse(String text) {
    // ofLiteral also accepts short forms such as 10.1, which programs interpret differently.
    boolean dotted = text.indexOf(':') < 0;
    boolean isShort = dotted && text.chars().filter(c -> c == '.').count() != 3;
    if (isShort || text.indexOf('%') >= 0) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] bytes(ByteBuffer given) {
    var bytes = new byte[given.remaining()];
    given.get(given.position(), bytes);
    return bytes;
  }
}
