package io.millrace.engine;

import io.millrace.engine.ChdbLibrary.Chunk;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a result can be sent. The engine makes each fetched chunk a document of its own, so only
 * formats whose documents can be concatenated are streamed: those without a frame, and those with a
 * header that can be measured and left out from the second chunk on.
 */
record ResultFormat(String name, Header header) {
  /** What each chunk starts with. */
  enum Header {
    /** Unknown: the result is sent in one piece. */
    UNKNOWN,
    NONE,
    BINARY_NAMES,
    BINARY_NAMES_TYPES,
    ONE_LINE,
    TWO_LINES
  }

  /** ClickHouse's default over HTTP. */
  static final String DEFAULT = "TabSeparated";

  private static final int HEADER_CEILING = 4 << 20;
  private static final Set<String> PLAIN =
      Set.of(
          "rowbinary",
          "native",
          "tsv",
          "tabseparated",
          "tsvraw",
          "tabseparatedraw",
          "csv",
          "tskv",
          "jsoneachrow",
          "jsonlines",
          "ndjson",
          "jsonstringseachrow",
          "jsoncompacteachrow",
          "jsoncompactstringseachrow",
          "null",
          "lineasstring",
          "rawblob");

  private static final Map<String, Header> WITH_HEADER =
      Map.ofEntries(
          Map.entry("rowbinarywithnames", Header.BINARY_NAMES),
          Map.entry("rowbinarywithnamesandtypes", Header.BINARY_NAMES_TYPES),
          Map.entry("tsvwithnames", Header.ONE_LINE),
          Map.entry("tabseparatedwithnames", Header.ONE_LINE),
          Map.entry("csvwithnames", Header.ONE_LINE),
          Map.entry("jsoncompacteachrowwithnames", Header.ONE_LINE),
          Map.entry("tsvwithnamesandtypes", Header.TWO_LINES),
          Map.entry("tabseparatedwithnamesandtypes", Header.TWO_LINES),
          Map.entry("csvwithnamesandtypes", Header.TWO_LINES),
          Map.entry("jsoncompacteachrowwithnamesandtypes", Header.TWO_LINES));

  static ResultFormat of(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    Header header = PLAIN.contains(key) ? Header.NONE : WITH_HEADER.get(key);
    return new ResultFormat(name, header == null ? Header.UNKNOWN : header);
  }

  boolean streams() {
    return header != Header.UNKNOWN;
  }

  /** The bytes at the start of a chunk that later chunks repeat. */
  int headerBytes(Chunk first) {
    if (header == Header.NONE || header == Header.UNKNOWN) {
      return 0;
    }
    byte[] bytes = first.copy(0, (int) Math.min(first.length(), HEADER_CEILING));
    return switch (header) {
      case BINARY_NAMES -> binaryHeader(bytes, 1);
      case BINARY_NAMES_TYPES -> binaryHeader(bytes, 2);
      case ONE_LINE -> lines(bytes, 1);
      case TWO_LINES -> lines(bytes, 2);
      case NONE, UNKNOWN -> 0;
    };
  }

  private static int binaryHeader(byte[] bytes, int stringsPerColumn) {
    var reader = new VarIntReader(bytes);
    int strings = reader.next() * stringsPerColumn;
    for (int i = 0; i < strings; i++) {
      int length = reader.next();
      reader.at += length;
    }
    return reader.at;
  }

  private static final class VarIntReader {
    private final byte[] bytes;
    private int at;

    VarIntReader(byte[] bytes) {
      this.bytes = bytes;
    }

    int next() {
      int value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[at++];
        value |= (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }

  /**
   * Line ends outside of double quotes; in TSV a quote is a character, and names have no line ends.
   */
  private int lines(byte[] bytes, int count) {
    boolean quotes = !name.toLowerCase(Locale.ROOT).startsWith("t");
    boolean quoted = false;
    int left = count;
    for (int i = 0; i < bytes.length; i++) {
      if (quotes && bytes[i] == '\\' && quoted && !isCsv()) {
        i++;
      } else if (quotes && bytes[i] == '"') {
        quoted = !quoted;
      } else if (bytes[i] == '\n' && !quoted && --left == 0) {
        return i + 1;
      }
    }
    return bytes.length;
  }

  private boolean isCsv() {
    return name.toLowerCase(Locale.ROOT).startsWith("csv");
  }

  String contentType() {
    String key = name.toLowerCase(Locale.ROOT);
    if (key.startsWith("jsoneachrow") || key.startsWith("jsonlines") || key.equals("ndjson")) {
      return "application/x-ndjson; charset=UTF-8";
    }
    if (key.startsWith("json")) {
      return "application/json; charset=UTF-8";
    }
    if (key.startsWith("tsv") || key.startsWith("tabseparated")) {
      return "text/tab-separated-values; charset=UTF-8";
    }
    if (isCsv()) {
      return "text/csv; charset=UTF-8; header=" + (key.contains("names") ? "present" : "absent");
    }
    boolean text = key.startsWith("pretty") || key.equals("vertical") || key.equals("values");
    return text ? "text/plain; charset=UTF-8" : "application/octet-stream";
  }
}
