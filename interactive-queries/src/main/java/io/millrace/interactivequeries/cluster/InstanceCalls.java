package io.millrace.interactivequeries.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.interactivequeries.cluster.InstanceFailed.Why;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;

/** Asks other instances. Connections are kept. */
@Singleton
public final class InstanceCalls {
  /** A body must not be empty. */
  private static final byte[] NO_MORE = {0};

  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
  private static final int OK = 200;
  private static final int SHOWN_DETAIL = 300;

  private final Signed signed;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  InstanceCalls(Signed signed) {
    this.signed = signed;
  }

  /** Asks a question of which the kind says all. */
  public CompletableFuture<byte[]> ask(Instance to, String what, Duration patience) {
    return ask(to, what, NO_MORE, patience);
  }

  /**
   * Asks an instance; it ends with {@link InstanceFailed} where there is no answer in time.
   *
   * @param what the kind of question, of an {@link Answering} there
   */
  public CompletableFuture<byte[]> ask(
      Instance to, String what, byte[] question, Duration patience) {
    String header = signed.question(to, what, question);
    HttpRequest request =
        HttpRequest.newBuilder(to.uri("/internal/" + what))
            .timeout(patience)
            .header(Signed.HEADER, header)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(question))
            .build();
    return client
        .sendAsync(request, BodyHandlers.ofByteArray())
        .handle(
            (response, failure) ->
                response == null ? unanswered(to, failure) : answer(to, header, response));
  }

  @PreDestroy
  public void close() {
    client.shutdownNow();
  }

  private static byte[] unanswered(Instance to, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean unreachable =
        cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    throw new InstanceFailed(to, unreachable ? Why.UNREACHABLE : Why.SILENT, cause.toString());
  }

  private byte[] answer(Instance to, String question, HttpResponse<byte[]> response) {
    byte[] body = response.body();
    if (response.statusCode() != OK) {
      String detail = new String(body, 0, Math.min(body.length, SHOWN_DETAIL), UTF_8);
      throw new InstanceFailed(to, Why.REFUSED, response.statusCode() + " " + detail);
    }
    if (!signed.fits(response.headers().firstValue(Signed.HEADER).orElse(null), question, body)) {
      throw new InstanceFailed(to, Why.SILENT, "the answer is not signed by one of us");
    }
    return body;
  }
}
