package io.millrace.service.stores;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.types.files.StreamedFile;
import io.millrace.service.problem.Problem;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.ReadContext;
import io.millrace.state.reads.ReadSources;
import io.millrace.state.reads.ReadSources.MissingPartition;
import io.millrace.state.retry.Backoff;
import io.millrace.state.retry.BackoffPolicy;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Streams a whole range as NDJSON: a line for each entry, and a last one with the result. It is
 * read page by page as fast as the client reads, so that nothing is held open in between, and a
 * moving partition does not end it.
 */
@Singleton
public final class RangeLines {
  public static final String NDJSON = "application/x-ndjson";
  private static final MediaType MEDIA_TYPE = MediaType.of(NDJSON);
  private static final int PAGE = 500;

  /** The partition of a killed instance is available again sooner. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final BackoffPolicy PAUSES =
      BackoffPolicy.doubling(Duration.ofMillis(200), Duration.ofSeconds(1));

  private final ObjectMapper json;

  RangeLines(ObjectMapper json) {
    this.json = json;
  }

  /**
   * A part of a range.
   *
   * @param next where the range continues; null at its end
   */
  public record Page(List<?> entries, @Nullable String next) {}

  /** Reads a part of the range, with the read terms of the current request. */
  public interface Pages {
    /** Reads up to {@code limit} entries after {@code from}, {@code ""} for the start. */
    Page read(String from, int limit);
  }

  /** The last line. */
  @Schema(name = "RangeEndLine")
  record EndLine(End end) {}

  /**
   * How a range ended.
   *
   * @param entries the number of lines before
   * @param next the cursor or visitor to continue with; absent at the end of the range
   * @param replica as in the header of the same meaning
   * @param stalenessMs likewise; absent if unknown
   * @param missingPartitions the partitions that the lines lack, if they may be partial
   * @param problem why it ends here; absent on success
   */
  @Schema(name = "RangeEnd")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record End(
      long entries,
      @Nullable String next,
      String replica,
      @Nullable Long stalenessMs,
      List<MissingPartition> missingPartitions,
      @Nullable Problem problem) {}

  /** Whether the client asks for lines instead of a page. */
  public static boolean isRequested(HttpRequest<?> request) {
    return request.accept().stream().anyMatch(MEDIA_TYPE::equals);
  }

  /**
   * The lines of a range. Throws what reading its first page throws.
   *
   * @param limit of entries
   */
  public HttpResponse<StreamedFile> answer(Pages pages, String from, long limit) {
    if (limit < 1) {
      throw new FailureException(
          new Failure.Invalid("limit must be 1 or more, but was %d".formatted(limit), "limit"));
    }
    return HttpResponse.ok(new StreamedFile(new Lines(pages, from, limit), MEDIA_TYPE))
        // Files may be cached for a minute otherwise.
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /** Reads the next page when the previous one is consumed. */
  private final class Lines extends InputStream {
    private final Pages pages;
    private final PropagatedContext request = PropagatedContext.getOrEmpty();
    private final ReadSources served = ReadContext.current().served();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte[] bytes = {};
    private int taken;
    private long entries;
    private long left;
    private @Nullable String next;
    private boolean ended;

    Lines(Pages pages, String from, long limit) {
      this.pages = pages;
      this.left = limit;
      this.next = from;
      take(pages.read(from, size()));
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      while (taken == bytes.length) {
        if (ended) {
          return -1;
        }
        more();
      }
      int count = Math.min(length, bytes.length - taken);
      System.arraycopy(bytes, taken, to, offset, count);
      taken += count;
      return count;
    }

    private int size() {
      return (int) Math.min(left, PAGE);
    }

    private void more() throws IOException {
      if (next == null || left == 0) {
        end(null);
        return;
      }
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      var backoff = new Backoff(PAUSES);
      for (String from = next; ; ) {
        try (var _ = request.propagate()) {
          take(pages.read(from, size()));
          return;
        } catch (FailureException e) {
          boolean passes = Problem.of(e.failure()).status() == 503;
          if (!passes || System.nanoTime() > deadline) {
            end(Problem.of(e.failure()));
            return;
          }
        }
        pause(backoff);
      }
    }

    private void take(Page page) {
      page.entries().forEach(this::write);
      entries += page.entries().size();
      left -= page.entries().size();
      next = page.next();
      flush();
    }

    private void end(@Nullable Problem problem) {
      ended = true;
      OptionalLong age = served.ageMs();
      write(
          new EndLine(
              new End(
                  entries,
                  next,
                  served.replica(),
                  age.isPresent() ? age.getAsLong() : null,
                  served.missing(),
                  problem)));
      flush();
    }

    private void write(Object value) {
      try {
        line.writeBytes(json.writeValueAsBytes(value));
        line.write('\n');
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    private void flush() {
      bytes = line.toByteArray();
      taken = 0;
      line.reset();
    }

    private static void pause(Backoff backoff) throws InterruptedIOException {
      try {
        backoff.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }
}
