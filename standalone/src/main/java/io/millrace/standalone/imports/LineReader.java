package io.millrace.standalone.imports;

import io.millrace.standalone.failure.CommandException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file, plain or gzip. Bytes that are not UTF-8 are read as Latin-1, as old servers
 * log what the client sent: no line is lost because of its encoding.
 */
final class LineReader implements AutoCloseable {
  /** A longer line cannot be an event: it would not fit into a request. */
  static final int LONGEST = 1 << 20;

  private static final int BUFFER = 1 << 16;

  private final long size;
  private final AtomicLong read = new AtomicLong();
  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private long number;

  LineReader(Path file) {
    try {
      size = Files.size(file);
      var raw = new BufferedInputStream(new Counted(Files.newInputStream(file), read), BUFFER);
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      in = gzip ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
    } catch (NoSuchFileException e) {
      throw new CommandException("there is no file " + file);
    } catch (IOException e) {
      throw new CommandException("%s cannot be read (%s)".formatted(file, e.getMessage()));
    }
  }

  /**
   * The next line without its end, or null after the last. A line beyond the limit is truncated.
   */
  @Nullable String next() throws IOException {
    line.reset();
    int c = in.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (line.size() <= LONGEST) {
        line.write(c);
      }
    }
    number++;
    String text = decode(line.toByteArray());
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** The number of the last line, from 1. */
  long number() {
    return number;
  }

  /** How much of the file has been read, from 0 to 1. */
  double progress() {
    return size == 0 ? 1 : (double) read.get() / size;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** Counts the bytes that are read. */
  private static final class Counted extends FilterInputStream {
    private final AtomicLong count;

    Counted(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count.addAndGet(Math.max(0, n));
      return n;
    }
  }
}
