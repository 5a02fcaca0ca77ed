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

/** Asks other instances. What hangs on an answer may run on an event loop, and must not wait. */
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

  /** Asks a question of which the kind says all. */
  public CompletableFuture<byte[]> ask(Instance to, String what, Duration patience) {
    return ask(to, what, NO_MORE, patience);
  }

  /**
   * Asks an instance; it ends with {@link InstanceFailed} where there is no answer in time.
   *
   * @param what the kind of question, of an {@link PeerRequestHandler} there
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
      throw new InstanceFailed(to, FailureKind.SILENT, "the answer is not signed by one of us");
    }
    return body;
  }
}
