package io.millrace.service.webhooks;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and receives the head of the response; the body is never read, however long it
 * may be. Unlike the library's own, it also takes a response that came before the receiver closed
 * without having read the whole request.
 */
final class EarlyResponseExecutor extends HttpRequestExecutor {
  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      @Nullable HttpResponseInformationCallback informed,
      HttpContext context)
      throws IOException, HttpException {
    ClassicHttpResponse response = exchange(request, connection);
    // In order: left to the library, a reset would take away what the receiver has not read yet.
    Closer.closeQuietly(connection);
    return response;
  }

  private static ClassicHttpResponse exchange(
      ClassicHttpRequest request, HttpClientConnection connection)
      throws IOException, HttpException {
    try {
      connection.sendRequestHeader(request);
      connection.sendRequestEntity(request);
      connection.flush();
    } catch (IOException e) {
      return early(connection, e);
    }
    return response(connection);
  }

  private static ClassicHttpResponse early(HttpClientConnection connection, IOException failure)
      throws IOException {
    try {
      return response(connection);
    } catch (IOException | HttpException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private static ClassicHttpResponse response(HttpClientConnection connection)
      throws IOException, HttpException {
    ClassicHttpResponse response;
    do {
      response = connection.receiveResponseHeader();
    } while (response.getCode() < HttpStatus.SC_OK);
    return response;
  }
}
