package io.millrace.interactivequeries.visitors;

import static java.util.Objects.requireNonNull;

import io.micronaut.http.MediaType;
import io.micronaut.http.server.netty.HttpCompressionStrategy;
import io.millrace.interactivequeries.access.Authentication;
import io.millrace.interactivequeries.access.Caller;
import io.millrace.interactivequeries.access.Needs;
import io.millrace.interactivequeries.access.Scope;
import io.millrace.interactivequeries.eventloop.EventLoopRoute;
import io.millrace.interactivequeries.eventloop.JsonAnswers;
import io.millrace.interactivequeries.problem.Refusal;
import io.millrace.interactivequeries.reads.LiveStores;
import io.millrace.interactivequeries.reads.Position;
import io.millrace.interactivequeries.reads.Served;
import io.millrace.interactivequeries.stores.RawPath;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What {@link VisitorsController} answers on a visitor whose record is under the name that was
 * asked for, to who asks without further terms.
 */
@Singleton
final class VisitorAtOnce implements EventLoopRoute {
  private static final Scope NEEDS =
      requireNonNull(VisitorsController.class.getAnnotation(Needs.class)).value();

  private final Authentication authentication;
  private final LiveStores stores;
  private final JsonAnswers answers;
  private final HttpCompressionStrategy compression;
  private final InstantSource clock;

  VisitorAtOnce(
      Authentication authentication,
      LiveStores stores,
      JsonAnswers answers,
      HttpCompressionStrategy compression,
      InstantSource clock) {
    this.authentication = authentication;
    this.stores = stores;
    this.answers = answers;
    this.compression = compression;
    this.clock = clock;
  }

  /** Terms of a read, and of an erasure, are in what follows the name. */
  @Override
  public boolean takes(HttpRequest head) {
    String uri = head.uri();
    return head.method().equals(HttpMethod.GET)
        && uri.startsWith(VisitorsController.PATH)
        && uri.length() > VisitorsController.PATH.length()
        && uri.indexOf('/', VisitorsController.PATH.length()) < 0
        && uri.indexOf('?') < 0
        && uri.indexOf('#') < 0
        && !head.headers().contains(Position.HEADER)
        && acceptsJson(head.headers());
  }

  @Override
  public CompletableFuture<Optional<FullHttpResponse>> answer(HttpRequest head, ByteBuf body) {
    Caller caller = authentication.caller(head.headers().get(HttpHeaderNames.AUTHORIZATION), NEEDS);
    String name = RawPath.decoded(head.uri().substring(VisitorsController.PATH.length()));
    var served = new Served();
    return stores
        .entry(Stores.VISITORS, new VisitorKey(caller.tenant(), name).toBytes(), served)
        .thenApply(
            found ->
                found
                    .map(VisitorRecord::fromBytes)
                    .filter(record -> record.aliasOf().isEmpty())
                    .map(record -> answer(VisitorView.of(name, record, clock.millis()), served))
                    .filter(answer -> !isToBeCompressed(head, answer)))
        .exceptionally(failure -> Optional.of(answers.problem(refusal(failure).failure())));
  }

  private FullHttpResponse answer(VisitorView visitor, Served served) {
    FullHttpResponse answer = answers.ok(visitor);
    served.tell(answer.headers()::set);
    return answer;
  }

  /** The caller has waited: the framework's route would try it all again. */
  private static Refusal refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    throw new CompletionException(cause);
  }

  private boolean isToBeCompressed(HttpRequest head, FullHttpResponse answer) {
    return head.headers().contains(HttpHeaderNames.ACCEPT_ENCODING)
        && compression.shouldCompress(answer);
  }

  private static boolean acceptsJson(HttpHeaders headers) {
    String accept = headers.get(HttpHeaderNames.ACCEPT);
    return accept == null || accept.contains("*/*") || accept.equals(MediaType.APPLICATION_JSON);
  }
}
