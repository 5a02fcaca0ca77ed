package io.millrace.service.visitors;

import static java.util.Objects.requireNonNull;

import io.micronaut.http.MediaType;
import io.micronaut.http.server.netty.HttpCompressionStrategy;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.http.JsonResponses;
import io.millrace.service.http.RawPath;
import io.millrace.service.tenants.Authentication;
import io.millrace.state.access.Scope;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.EventPosition;
import io.millrace.state.reads.LiveStores;
import io.millrace.state.reads.ReadSources;
import io.millrace.state.reads.ReadTerms;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Serves requests for a visitor on the event loop if they need no waiting: the record is under the
 * requested name, or the visitor is unknown, and the only read term is {@code maxStaleness}.
 */
@Singleton
public final class VisitorFastPath {
  private static final Scope NEEDS =
      requireNonNull(VisitorsController.class.getAnnotation(Needs.class)).value();

  private final Authentication authentication;
  private final LiveStores stores;
  private final JsonResponses answers;
  private final HttpCompressionStrategy compression;

  VisitorFastPath(
      Authentication authentication,
      LiveStores stores,
      JsonResponses answers,
      HttpCompressionStrategy compression) {
    this.authentication = authentication;
    this.stores = stores;
    this.answers = answers;
    this.compression = compression;
  }

  /** Builds the response about a visitor, to be written as JSON. */
  public interface View {
    /** The response for this record; an empty record if the visitor is unknown. */
    Object of(VisitorKey visitor, VisitorRecord record);
  }

  /**
   * The target of a request.
   *
   * @param name percent-encoded
   */
  private record Target(String name, String query) {
    /** Empty for a name with a slash, which may be a further path segment. */
    static Optional<Target> of(String uri, String end) {
      int request = uri.indexOf('?');
      String path = request < 0 ? uri : uri.substring(0, request);
      if (!path.startsWith(VisitorsController.PATH) || !path.endsWith(end)) {
        return Optional.empty();
      }
      int from = VisitorsController.PATH.length();
      int to = path.length() - end.length();
      if (to <= from || path.lastIndexOf('/', to - 1) >= from || uri.indexOf('#') >= 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Target(path.substring(from, to), request < 0 ? "" : uri.substring(request + 1)));
    }
  }

  /**
   * Whether a request is one for {@link #handle}.
   *
   * @param end of the path, after the name
   */
  public boolean matches(HttpRequest head, String end) {
    return head.method().equals(HttpMethod.GET)
        && Target.of(head.uri(), end).isPresent()
        && !head.headers().contains(EventPosition.HEADER)
        && acceptsJson(head.headers());
  }

  /** The response to a matching request; empty if the framework has to serve it. */
  public CompletableFuture<Optional<FullHttpResponse>> handle(
      HttpRequest head, String end, View view) {
    Caller caller = authentication.caller(head.headers().get(HttpHeaderNames.AUTHORIZATION), NEEDS);
    Target target = Target.of(head.uri(), end).orElseThrow();
    ReadTerms terms = ReadTerms.ofQuery(target.query()).orElse(null);
    if (terms == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var visitor = new VisitorKey(caller.tenant(), RawPath.decoded(target.name()));
    var served = new ReadSources();
    return stores
        .entry(StoreNames.VISITORS, visitor.toBytes(), terms, served)
        .thenApply(
            found ->
                found.isEmpty()
                    ? Optional.of(unknown(visitor, served))
                    : found
                        .map(VisitorRecord::fromBytes)
                        .filter(record -> record.aliasOf().isEmpty())
                        .map(record -> told(answers.ok(view.of(visitor, record)), served))
                        .filter(answer -> !isToBeCompressed(head, answer)))
        .exceptionally(failure -> Optional.of(answers.problem(refusal(failure).failure())));
  }

  private FullHttpResponse unknown(VisitorKey visitor, ReadSources served) {
    var unknown = new Failure.UnknownName("visitor", visitor.visitor(), List.of());
    return told(answers.problem(unknown), served);
  }

  private static FullHttpResponse told(FullHttpResponse answer, ReadSources served) {
    served.writeHeaders(answer.headers()::set);
    return answer;
  }

  /** The caller has waited already: the framework's route would try it all again. */
  private static FailureException refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof FailureException refusal) {
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
