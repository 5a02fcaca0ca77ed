package io.millrace.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The one owner of native code: libchdb's C interface ({@code chdb.h} of chdb-core 26.7.3), its
 * handles and its memory. SQL, formats and parameters go in as bytes; results come out as {@link
 * Chunk}s that live in native memory until closed.
 *
 * <p>The engine parses and analyses on the calling thread, so callers run on platform threads with
 * a stack of 16 MB (see {@link Engine}); with the JVM's usual 1 MB a deeply nested query kills the
 * process. A connection takes one call at a time: a second one would see the first one's
 * parameters.
 */
@SuppressWarnings("restricted") // Native calls are what this class is for.
final class ChdbLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int CLASSIFICATION_BYTES = 16;

  // Signatures of the C functions. Public, because MethodHandleProxies requires it.
  public interface Connect {
    MemorySegment call(int count, MemorySegment arguments);
  }

  public interface Query {
    MemorySegment call(
        MemorySegment connection,
        MemorySegment sql,
        long sqlBytes,
        MemorySegment format,
        long formatBytes,
        MemorySegment names,
        MemorySegment nameBytes,
        MemorySegment values,
        MemorySegment valueBytes,
        long parameters);
  }

  public interface Pointer {
    MemorySegment of(MemorySegment handle);
  }

  public interface Count {
    long of(MemorySegment handle);
  }

  public interface Release {
    void call(MemorySegment handle);
  }

  public interface Fetch {
    MemorySegment call(MemorySegment connection, MemorySegment result);
  }

  public interface CancelStream {
    void call(MemorySegment connection, MemorySegment result);
  }

  public interface Append {
    int call(MemorySegment stream, MemorySegment bytes, long count);
  }

  public interface Classify {
    int call(
        MemorySegment connection,
        MemorySegment sql,
        long sqlBytes,
        MemorySegment database,
        long databaseBytes,
        MemorySegment analysis);
  }

  public interface Switch {
    void set(int value);
  }

  /** {@code syscall(2)}; variadic in C, which makes no difference for integers on x86-64. */
  public interface SystemCall {
    long call(long number, long a, long b, long c, long d, long e);
  }

  private final SymbolLookup symbols;
  private final Connect connect;
  private final Release closeConnection;
  private final Query query;
  private final Query streamQuery;
  private final Query streamInsert;
  private final Fetch fetch;
  private final CancelStream cancelStream;
  private final Append append;
  private final Pointer insertDone;
  private final Pointer insertError;
  private final Release cancelInsert;
  private final Release destroyInsert;
  private final Release destroyResult;
  private final Pointer resultError;
  private final Pointer resultBuffer;
  private final Count resultLength;
  private final Count rowsRead;
  private final Count bytesRead;
  private final Count rowsWritten;
  private final Count bytesWritten;
  private final Classify classify;
  private final Switch exit;

  private ChdbLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
    var pointerToPointer = FunctionDescriptor.of(ADDRESS, ADDRESS);
    var release = FunctionDescriptor.ofVoid(ADDRESS);
    var number = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
    var fetchShape = FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS);
    connect =
        bind(Connect.class, "chdb_connect", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
    closeConnection = bind(Release.class, "chdb_close_conn", release);
    query = bind(Query.class, "chdb_query_with_params_n", queryShape());
    streamQuery = bind(Query.class, "chdb_stream_query_with_params_n", queryShape());
    streamInsert = bind(Query.class, "chdb_stream_insert_with_params_n", queryShape());
    fetch = bind(Fetch.class, "chdb_stream_fetch_result", fetchShape);
    cancelStream =
        bind(
            CancelStream.class,
            "chdb_stream_cancel_query",
            FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    append =
        bind(
            Append.class,
            "chdb_stream_append",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    insertDone = bind(Pointer.class, "chdb_stream_done", pointerToPointer);
    insertError = bind(Pointer.class, "chdb_stream_insert_error", pointerToPointer);
    cancelInsert = bind(Release.class, "chdb_stream_cancel_insert", release);
    destroyInsert = bind(Release.class, "chdb_destroy_insert_stream", release);
    destroyResult = bind(Release.class, "chdb_destroy_query_result", release);
    resultError = bind(Pointer.class, "chdb_result_error", pointerToPointer);
    resultBuffer = bind(Pointer.class, "chdb_result_buffer", pointerToPointer);
    resultLength = bind(Count.class, "chdb_result_length", number);
    rowsRead = bind(Count.class, "chdb_result_storage_rows_read", number);
    bytesRead = bind(Count.class, "chdb_result_storage_bytes_read", number);
    rowsWritten = bind(Count.class, "chdb_result_rows_written", number);
    bytesWritten = bind(Count.class, "chdb_result_bytes_written", number);
    classify =
        bind(
            Classify.class,
            "chdb_classify_query_n",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
    exit =
        proxy(Switch.class, LINKER.defaultLookup(), "_exit", FunctionDescriptor.ofVoid(JAVA_INT));
  }

  /**
   * Loads the library for the life of this process. Its signal handlers are switched off before any
   * connection exists: they would replace those of the JVM, which needs SIGSEGV for null checks.
   *
   * @throws IllegalArgumentException when the file is not a loadable libchdb
   */
  static ChdbLibrary load(Path file) {
    var library = new ChdbLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
    library
        .bind(Switch.class, "chdb_set_signal_handlers_enabled", FunctionDescriptor.ofVoid(JAVA_INT))
        .set(0);
    return library;
  }

  /**
   * Opens a connection; the first one starts the engine with these arguments ({@code --path=...}).
   *
   * @throws EngineException when the engine refuses; it prints its reason to standard error
   */
  Connection connect(List<String> arguments) throws EngineException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(ADDRESS, arguments.size() + 1L);
      list.setAtIndex(ADDRESS, 0, arena.allocateFrom("chdb"));
      for (int i = 0; i < arguments.size(); i++) {
        list.setAtIndex(ADDRESS, i + 1L, arena.allocateFrom(arguments.get(i)));
      }
      MemorySegment handle = connect.call(arguments.size() + 1, list);
      if (isNull(handle)) {
        throw EngineException.of(
            ErrorCode.ABORTED, "The engine did not open; its reason is on standard error");
      }
      return new Connection(handle);
    }
  }

  /**
   * Ends this process at once, without static destructors, which would race the engine's threads.
   */
  void exit(int status) {
    exit.set(status);
  }

  /**
   * SQL, default format and {@code {name:Type}} parameters. All texts hold one byte per char, so
   * that whatever bytes came in reach the engine.
   */
  record Call(String sql, String format, Map<String, String> parameters) {
    Call(String sql, String format) {
      this(sql, format, Map.of());
    }
  }

  /** The parser's verdict on a text, without running it. */
  record Classification(int statements, Kind kind) {
    /** The effect of a statement on persistent state. */
    enum Kind {
      READ_ONLY,
      MUTATING,
      MUTATING_GLOBAL,
      CONTROL,
      UNKNOWN;

      private static Kind of(int cValue) {
        return switch (cValue) {
          case 0 -> READ_ONLY;
          case 1 -> MUTATING;
          case 2 -> MUTATING_GLOBAL;
          case 3 -> CONTROL;
          default -> UNKNOWN;
        };
      }
    }
  }

  /** Rows and bytes of a finished call, as X-ClickHouse-Summary reports them. */
  record Counts(long readRows, long readBytes, long writtenRows, long writtenBytes) {
    static final Counts NONE = new Counts(0, 0, 0, 0);
  }

  /** A session of the engine. One thread at a time. */
  final class Connection implements AutoCloseable {
    private final MemorySegment owner;
    private final MemorySegment handle;

    private Connection(MemorySegment owner) {
      this.owner = owner;
      this.handle = owner.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
    }

    /** Runs any statement to its end; the whole result is one chunk. */
    Chunk query(Call call) throws EngineException {
      return new Chunk(checked(invoke(query, call)));
    }

    /** Runs a statement and ignores its result. */
    void run(String sql) throws EngineException {
      query(new Call(sql, "Null")).close();
    }

    /** Starts a SELECT whose result is fetched chunk by chunk. */
    Rows stream(Call call) throws EngineException {
      return new Rows(this, checked(invoke(streamQuery, call)));
    }

    /** Starts an INSERT; the call's format is that of the bytes to come. */
    Insert insert(Call call) throws EngineException {
      MemorySegment stream = invoke(streamInsert, call);
      MemorySegment error = insertError.of(stream);
      if (!isNull(error)) {
        String text = text(error);
        destroyInsert.call(stream);
        throw EngineException.ofEngine(text);
      }
      return new Insert(stream);
    }

    /** Parses without running. */
    Classification classify(String sql) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment analysis = arena.allocate(CLASSIFICATION_BYTES, JAVA_INT.byteAlignment());
        analysis.setAtIndex(JAVA_INT, 0, CLASSIFICATION_BYTES);
        MemorySegment text = copy(arena, sql);
        if (classify.call(handle, text, sql.length(), MemorySegment.NULL, 0, analysis) != 0) {
          throw new IllegalStateException("chdb_classify_query_n refused an open connection");
        }
        int kind = analysis.getAtIndex(JAVA_INT, 3);
        return new Classification(analysis.getAtIndex(JAVA_INT, 1), Classification.Kind.of(kind));
      }
    }

    private MemorySegment invoke(Query function, Call call) {
      try (Arena arena = Arena.ofConfined()) {
        int count = call.parameters.size();
        var names = new Strings(arena, call.parameters.keySet());
        var values = new Strings(arena, call.parameters.values());
        return function.call(
            handle,
            copy(arena, call.sql),
            call.sql.length(),
            copy(arena, call.format),
            call.format.length(),
            names.pointers,
            names.lengths,
            values.pointers,
            values.lengths,
            count);
      }
    }

    @Override
    public void close() {
      closeConnection.call(owner);
    }
  }

  /** A part of a result, in native memory until closed. */
  final class Chunk implements AutoCloseable {
    private final MemorySegment result;
    private final MemorySegment bytes;

    private Chunk(MemorySegment result) {
      this.result = result;
      long length = resultLength.of(result);
      this.bytes = length == 0 ? MemorySegment.NULL : resultBuffer.of(result).reinterpret(length);
    }

    long length() {
      return bytes.byteSize();
    }

    Counts counts() {
      return new Counts(
          rowsRead.of(result),
          bytesRead.of(result),
          rowsWritten.of(result),
          bytesWritten.of(result));
    }

    /** Copies bytes {@code [from, from + count)}. */
    byte[] copy(long from, int count) {
      return bytes.asSlice(from, count).toArray(JAVA_BYTE);
    }

    /** Writes all from an offset on, through a heap buffer of the caller. */
    void writeTo(OutputStream out, long from, byte[] buffer) throws IOException {
      long at = from;
      while (at < bytes.byteSize()) {
        int count = (int) Math.min(buffer.length, bytes.byteSize() - at);
        MemorySegment.copy(bytes, JAVA_BYTE, at, buffer, 0, count);
        out.write(buffer, 0, count);
        at += count;
      }
    }

    String text() {
      return bytes.byteSize() == 0
          ? ""
          : new String(copy(0, Math.toIntExact(bytes.byteSize())), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      destroyResult.call(result);
    }
  }

  /** A running SELECT. Closing an unfinished one cancels it. */
  final class Rows implements AutoCloseable {
    private final Connection connection;
    private final MemorySegment result;
    private boolean finished;

    private Rows(Connection connection, MemorySegment result) {
      this.connection = connection;
      this.result = result;
    }

    /** The next chunk; an empty one ends the result. */
    Chunk next() throws EngineException {
      var chunk = new Chunk(checked(fetch.call(connection.handle, result)));
      finished = chunk.length() == 0;
      return chunk;
    }

    @Override
    public void close() {
      if (!finished) {
        cancelStream.call(connection.handle, result);
      }
      destroyResult.call(result);
    }
  }

  /** A running INSERT. Closing one that is not done cancels it. */
  final class Insert implements AutoCloseable {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
    private final MemorySegment stream;
    private boolean done;

    private Insert(MemorySegment stream) {
      this.stream = stream;
    }

    /**
     * Passes bytes to the engine; blocks while it is behind.
     *
     * @return false if the engine has failed and {@link #done} will report why
     */
    boolean append(byte[] bytes, int from, int count) {
      int at = 0;
      while (at < count) {
        int part = Math.min(BUFFER_BYTES, count - at);
        MemorySegment.copy(bytes, from + at, buffer, JAVA_BYTE, 0, part);
        if (append.call(stream, buffer, part) != 0) {
          return false;
        }
        at += part;
      }
      return true;
    }

    /** Commits, and returns what was written. */
    Counts done() throws EngineException {
      done = true;
      try (var chunk = new Chunk(checked(insertDone.of(stream)))) {
        return chunk.counts();
      }
    }

    @Override
    public void close() {
      if (!done) {
        cancelInsert.call(stream);
      }
      destroyInsert.call(stream);
      arena.close();
    }
  }

  /** Parallel arrays of pointers and lengths, as C takes lists of strings. */
  private static final class Strings {
    final MemorySegment pointers;
    final MemorySegment lengths;

    Strings(Arena arena, Collection<String> strings) {
      int count = strings.size();
      pointers = arena.allocate(ADDRESS, Math.max(1, count));
      lengths = arena.allocate(JAVA_LONG, Math.max(1, count));
      int i = 0;
      for (String string : strings) {
        pointers.setAtIndex(ADDRESS, i, copy(arena, string));
        lengths.setAtIndex(JAVA_LONG, i, string.length());
        i++;
      }
    }
  }

  /**
   * A Linux system call by its number; a direct buffer is passed as its address.
   *
   * @return the result, -1 for any error
   */
  static long systemCall(long number, Object... arguments) {
    long[] words = new long[5];
    for (int i = 0; i < arguments.length; i++) {
      words[i] =
          switch (arguments[i]) {
            case ByteBuffer buffer -> MemorySegment.ofBuffer(buffer).address();
            case Number word -> word.longValue();
            default -> throw new IllegalArgumentException("neither word nor buffer");
          };
    }
    var shape =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    try {
      return proxy(SystemCall.class, LINKER.defaultLookup(), "syscall", shape)
          .call(number, words[0], words[1], words[2], words[3], words[4]);
    } finally {
      Reference.reachabilityFence(arguments);
    }
  }

  private MemorySegment checked(MemorySegment result) throws EngineException {
    MemorySegment error = resultError.of(result);
    if (isNull(error)) {
      return result;
    }
    String text = text(error);
    destroyResult.call(result);
    throw EngineException.ofEngine(text);
  }

  private static MemorySegment copy(Arena arena, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  private static String text(MemorySegment zeroEnded) {
    return zeroEnded.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.UTF_8);
  }

  private static boolean isNull(MemorySegment pointer) {
    return pointer.address() == 0;
  }

  private static FunctionDescriptor queryShape() {
    ValueLayout size = JAVA_LONG;
    return FunctionDescriptor.of(
        ADDRESS,
        new MemoryLayout[] {
          ADDRESS, ADDRESS, size, ADDRESS, size, ADDRESS, ADDRESS, ADDRESS, ADDRESS, size
        });
  }

  private <T> T bind(Class<T> shape, String name, FunctionDescriptor descriptor) {
    return proxy(shape, symbols, name, descriptor);
  }

  private static <T> T proxy(
      Class<T> shape, SymbolLookup lookup, String name, FunctionDescriptor descriptor) {
    MemorySegment symbol =
        lookup
            .find(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "libchdb has no function " + name + "; version 26.7.3 is needed"));
    MethodHandle handle = LINKER.downcallHandle(symbol, descriptor);
    return MethodHandleProxies.asInterfaceInstance(shape, handle);
  }
}
