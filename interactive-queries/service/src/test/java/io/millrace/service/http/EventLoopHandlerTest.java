package io.millrace.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopHandlerTest {
  private double load = 0.1;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SlowReads slow = new SlowReads(registry, () -> load);
  private final Fake route = new Fake();
  private final Overload overload =
      new Overload("too many".getBytes(UTF_8), registry, () -> route.nanos);
  private final Framework framework = new Framework();
  private final EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec());

  @BeforeEach
  void handle() {
    channel
        .pipeline()
        .addLast(
            new EventLoopHandler(() -> List.of(route), slow, overload, channel.eventLoop()),
            framework);
  }

  @AfterEach
  void close() {
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void answersWhatIsPlain() {
    send(get("/now/1"), post("/now/2", "question"));
    assertThat(answers()).containsExactly("at once /now/1 ", "at once /now/2 question");
    assertThat(framework.taken).isEmpty();
  }

  @Test
  void leavesWhatIsNotPlainToTheFramework() {
    List<String> requests =
        List.of(
            "GET /now/1 HTTP/1.0\r\n\r\n",
            "GET /now/2 HTTP/1.1\r\nConnection: close\r\n\r\n",
            "GET /now/3 HTTP/1.1\r\nOrigin: http://shop\r\n\r\n",
            "GET /now/4 HTTP/1.1\r\nContent-Length: 1\r\n\r\nx",
            "POST /now/5 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /now/6 HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20_000),
            "GET /other/7 HTTP/1.1\r\n\r\n");
    for (String request : requests) {
      send(request);
      framework.answer();
    }
    assertThat(answers())
        .containsExactly(
            "framework /now/1 ",
            "framework /now/2 ",
            "framework /now/3 ",
            "framework /now/4 x",
            "framework /now/5 ",
            "framework /now/6 " + "x".repeat(20_000),
            "framework /other/7 ");
  }

  @Test
  void leavesWhatTheRouteHasNoAnswerToOrFailsAt() {
    send(get("/none/1"));
    framework.answer();
    send(post("/fails/2", "body"));
    framework.answer();
    assertThat(answers()).containsExactly("framework /none/1 ", "framework /fails/2 body");
  }

  @Test
  void whileTheFrameworkHasOneToAnswerItGetsTheNextToo() {
    send(get("/other/1"), get("/now/2"));
    assertThat(answers()).isEmpty();
    framework.answer();
    framework.answer();
    send(get("/now/3"));
    assertThat(answers())
        .containsExactly("framework /other/1 ", "framework /now/2 ", "at once /now/3 ");
  }

  @Test
  void anAnswerThatComesLaterHoldsUpTheNext() {
    send(get("/later/1"), get("/now/2"), get("/other/3"));
    send(get("/now/4"));
    assertThat(answers()).isEmpty();
    assertThat(framework.taken).isEmpty();
    assertThat(framework.readsOn).isZero();

    route.complete("/later/1", Optional.of("later"));
    channel.runPendingTasks();
    framework.answer();
    framework.answer();
    assertThat(answers())
        .containsExactly(
            "later /later/1 ", "at once /now/2 ", "framework /other/3 ", "framework /now/4 ");
    assertThat(framework.readsOn).isPositive();
  }

  @Test
  void whatHasNoAnswerLaterIsForTheFrameworkWithWhatFollows() {
    send(get("/later/1"), get("/now/2"));
    route.complete("/later/1", Optional.empty());
    channel.runPendingTasks();
    framework.answer();
    framework.answer();
    assertThat(answers()).containsExactly("framework /later/1 ", "framework /now/2 ");
  }

  @Test
  void anAnswerThatComesAfterTheEndIsDropped() {
    send(get("/later/1"), get("/now/2"));
    var _ = channel.close();
    route.complete("/later/1", Optional.of("later"));
    channel.runPendingTasks();
    assertThat(answers()).isEmpty();
    assertThat(framework.failures).isEmpty();
  }

  @Test
  void slowReadsAreForTheFramework() {
    for (int i = 0; i < 100; i++) {
      slow.recordDuration(1_000_000);
    }
    send(get("/now/1"));
    framework.answer();
    assertThat(answers()).containsExactly("framework /now/1 ");
  }

  @Test
  void aReadThatStallsIsFollowedByAPauseThatIsMuchLonger() {
    slow.recordDuration(25_000_000);
    assertThat(slow.now()).isTrue();
  }

  @Test
  void aSlowReadAmongManyChangesNothing() {
    for (int i = 0; i < 1_000; i++) {
      slow.recordDuration(i % 100 == 50 ? 4_000_000 : 50_000);
    }
    assertThat(slow.now()).isFalse();
  }

  @Test
  void staysOnTheLoopWhereReadsAreSlowForWantOfProcessors() {
    load = 0.95;
    for (int i = 0; i < 200; i++) {
      slow.recordDuration(30_000_000);
    }
    assertThat(slow.now()).isFalse();
    load = 0.5;
    slow.recordDuration(30_000_000);
    assertThat(slow.now()).isTrue();
  }

  @Test
  void whatIsTooMuchIsRefusedUntilThereIsLessAgain() {
    // A single long turn may be a pause of the process.
    send(slow(1), slow(2), slow(3), slow(4));
    assertThat(statuses()).containsExactly(200, 200, 200, 200);
    send(slow(5), slow(6), slow(7), get("/now/8"));
    assertThat(statuses()).containsExactly(200, 200, 503, 503);
    send(get("/other/9"));
    assertThat(framework.taken).containsExactly("/other/9 ");
    framework.answer();
    send(slow(10));
    send(slow(11), slow(12), slow(13), slow(14));
    assertThat(statuses()).containsExactly(200, 200, 200, 200, 200, 200);
    assertThat(registry.get("millrace_event_loop_refusals").counter().count()).isEqualTo(2);
  }

  private static String slow(int number) {
    return get("/slow/" + number);
  }

  private List<Integer> statuses() {
    var statuses = new ArrayList<Integer>();
    for (String answer : out().split("HTTP/1.1 ", -1)) {
      if (!answer.isEmpty()) {
        statuses.add(Integer.valueOf(answer.substring(0, 3)));
      }
    }
    return statuses;
  }

  private void send(String... requests) {
    channel.writeInbound(Unpooled.copiedBuffer(String.join("", requests), UTF_8));
  }

  private static String get(String path) {
    return "GET %s HTTP/1.1\r\nHost: here\r\n\r\n".formatted(path);
  }

  private static String post(String path, String body) {
    return "POST %s HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s".formatted(path, body.length(), body);
  }

  private String out() {
    var bytes = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      bytes.append(out.toString(UTF_8));
      out.release();
    }
    return bytes.toString();
  }

  /** The bodies that went out. */
  private List<String> answers() {
    String bytes = out();
    return bytes.isEmpty()
        ? List.of()
        : List.of(bytes.split("HTTP/1.1 200 OK\r\n")).stream()
            .filter(answer -> !answer.isEmpty())
            .map(answer -> answer.substring(answer.indexOf("\r\n\r\n") + 4))
            .toList();
  }

  private static FullHttpResponse response(String who, String uri, String body) {
    return EventLoopResponses.ok(
        "%s %s %s".formatted(who, uri, body).getBytes(UTF_8), "text/plain");
  }

  /** Answers what begins with a word that says how. */
  private static final class Fake implements EventLoopRoute {
    private static final long SLOW_NANOS = 150_000_000;

    private final Map<String, CompletableFuture<Optional<FullHttpResponse>>> later =
        new HashMap<>();

    /** The time. */
    private long nanos;

    @Override
    public boolean matches(HttpRequest head) {
      return !head.uri().startsWith("/other/");
    }

    @Override
    public CompletableFuture<Optional<FullHttpResponse>> handle(HttpRequest head, ByteBuf body) {
      String how = head.uri().split("/", -1)[1];
      return switch (how) {
        case "now" ->
            CompletableFuture.completedFuture(
                Optional.of(response("at once", head.uri(), body.toString(UTF_8))));
        case "slow" -> {
          nanos += SLOW_NANOS;
          yield CompletableFuture.completedFuture(Optional.of(response("slowly", head.uri(), "")));
        }
        case "later" -> later.computeIfAbsent(head.uri(), _ -> new CompletableFuture<>());
        case "none" -> CompletableFuture.completedFuture(Optional.empty());
        default -> throw new IllegalStateException("as asked for");
      };
    }

    void complete(String uri, Optional<String> who) {
      later
          .getOrDefault(uri, new CompletableFuture<>())
          .complete(who.map(name -> response(name, uri, "")));
    }
  }

  /** Answers when it is told to, in the order of the requests. */
  private static final class Framework extends ChannelInboundHandlerAdapter {
    private final List<String> taken = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private int readsOn;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
      if (message instanceof HttpRequest head) {
        taken.add(head.uri() + " ");
      }
      if (message instanceof HttpContent content) {
        taken.add(taken.removeLast() + content.content().toString(UTF_8));
        content.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
      readsOn++;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
      failures.add(cause);
    }

    void answer() {
      byte[] text = ("framework " + taken.removeFirst()).getBytes(UTF_8);
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(text));
      response.headers().set("content-length", text.length);
      var _ = requireNonNull(context).writeAndFlush(response);
    }
  }
}
