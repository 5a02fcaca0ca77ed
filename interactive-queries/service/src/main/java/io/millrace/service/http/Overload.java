package io.millrace.service.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.service.problem.Problem;
import io.millrace.state.problem.Failure;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Detects that more requests arrive than an event loop can serve, and rejects the excess with as
 * little work as possible. Otherwise all would be served so late that nobody waits any more, and
 * every retry would add to the work.
 *
 * <p>A turn of a loop is all that it finds to be read at once. What a turn has not reached after
 * {@link #LONGEST_NANOS} is rejected, if the previous turn was as long: a pause of the process is
 * no overload.
 */
@Singleton
final class Overload {
  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final Failure FAILURE = new Failure.NotReady("this instance is overloaded", 1);

  private final byte[] body;
  private final Counter refused;
  private final LongSupplier nanoClock;
  private final Map<EventExecutor, Turn> turns = new ConcurrentHashMap<>();

  @Inject
  Overload(JsonResponses answers, PrometheusMeterRegistry registry) {
    this(ByteBufUtil.getBytes(answers.problem(FAILURE).content()), registry, System::nanoTime);
  }

  Overload(byte[] body, PrometheusMeterRegistry registry, LongSupplier nanoClock) {
    this.body = body.clone();
    this.nanoClock = nanoClock;
    refused =
        Counter.builder("millrace_event_loop_refusals")
            .description("Requests rejected because of overload")
            .register(registry);
  }

  Turn turnOf(EventExecutor loop) {
    return turns.computeIfAbsent(loop, Turn::new);
  }

  /** A 503. */
  FullHttpResponse overloadResponse() {
    refused.increment();
    FullHttpResponse answer =
        EventLoopResponses.of(HttpResponseStatus.SERVICE_UNAVAILABLE, body, Problem.MEDIA_TYPE);
    answer.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
    return answer;
  }

  /** Of one loop, for its thread. */
  final class Turn {
    private final EventExecutor loop;
    private boolean begun;
    private long beganAt;
    private long lastNanos;

    private Turn(EventExecutor loop) {
      this.loop = loop;
    }

    /** To be called with each request; the first one begins the turn. */
    boolean isTooLong() {
      long now = nanoClock.getAsLong();
      if (!begun) {
        begun = true;
        beganAt = now;
        // The loop does this when it has read what there was to be read.
        loop.execute(this::end);
      }
      return lastNanos > LONGEST_NANOS && now - beganAt > LONGEST_NANOS;
    }

    private void end() {
      begun = false;
      lastNanos = nanoClock.getAsLong() - beganAt;
    }
  }
}
