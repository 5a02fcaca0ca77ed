package io.millrace.state.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.state.cluster.InstanceFailed.FailureKind;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Requests to other instances. Continuations of a response may run on an event loop, and must not
 * block.
 */
@Singleton
public final class InstanceCalls {
  /** A body must not be empty. */
  private static final byte[] NO_MORE = {0};

  private static final int SHOWN_DETAIL = 300;

  private final PeerSignature signed;
  private final PeerConnections connections;

  InstanceCalls(PeerSignature signed, PeerConnections connections) {
    this.signed = signed;
    this.connections = connections;
  }

  /** Sends a request without a body. */
  public CompletableFuture<byte[]> ask(Instance to, String what, Duration patience) {
    return ask(to, what, NO_MORE, patience);
  }

  /**
   * Sends a request; it completes with {@link InstanceFailed} if there is no response in time.
   *
   * @param what the type of the request, of a {@link PeerRequestHandler} there
   */
  public CompletableFuture<byte[]> ask(
      Instance to, String what, byte[] question, Duration patience) {
    String header = signed.signRequest(to, what, question);
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            PeerRequestHandler.PATH + "/" + what,
            Unpooled.wrappedBuffer(question));
    request
        .headers()
        .set(HttpHeaderNames.HOST, to.toString())
        .set(PeerSignature.HEADER, header)
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM)
        .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(question.length));
    return connections
        .send(to, request, patience)
        .thenApply(answer -> checked(to, header, answer.head(), answer.body()));
  }

  private byte[] checked(Instance to, String question, HttpResponse head, byte[] body) {
    if (!head.status().equals(HttpResponseStatus.OK)) {
      String detail = new String(body, 0, Math.min(body.length, SHOWN_DETAIL), UTF_8);
      throw new InstanceFailed(to, FailureKind.REFUSED, head.status().code() + " " + detail);
    }
    if (!signed.verify(head.headers().get(PeerSignature.HEADER), question, body)) {
      throw new InstanceFailed(
          to, FailureKind.SILENT, "the response is not signed with the shared secret");
    }
    return body;
  }
}
