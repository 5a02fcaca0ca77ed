package io.millrace.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.millrace.engine.Lz4BlockInput.BadBlockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Serves queries over HTTP: authentication, the statement, and the connection it runs on. */
final class QueryHandler implements HttpHandler {
  private static final System.Logger LOG = System.getLogger(QueryHandler.class.getName());

  private final Engine engine;
  private final Sessions sessions;
  private final RunningQueries running;
  private final GatewayCredentials credentials;

  QueryHandler(
      Engine engine, Sessions sessions, RunningQueries running, GatewayCredentials credentials) {
    this.engine = engine;
    this.sessions = sessions;
    this.running = running;
    this.credentials = credentials;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    var answer = new GatewayResponse(exchange);
    answer.header("X-ClickHouse-Server-Display-Name", "millrace");
    answer.header("X-ClickHouse-Timezone", engine.timezone());
    try {
      answer(exchange, answer);
    } catch (EngineException e) {
      answer.fail(e);
    } catch (BadBlockException e) {
      answer.fail(EngineException.of(ErrorCode.CANNOT_DECOMPRESS, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "A request failed in the gateway", e);
      answer.fail(EngineException.of(ErrorCode.UNKNOWN_EXCEPTION, e.toString()));
    }
  }

  private void answer(HttpExchange exchange, GatewayResponse answer)
      throws IOException, EngineException {
    GatewayRequest request = GatewayRequest.of(exchange);
    String queryId = request.queryId();
    answer.header("X-ClickHouse-Query-Id", headerText(queryId));
    answer.negotiate(request);
    credentials.check(request);
    request.refuseUnsupported();
    var body = Encodings.decode(request, exchange.getRequestBody());
    var source = StatementSource.read(request.queryText(), body);
    var run = new QueryRun(request, queryId, source, answer);
    var query =
        new RunningQueries.Running(
            queryId,
            Peer.of(exchange.getLocalAddress(), exchange.getRemoteAddress()),
            run.reads(),
            System.nanoTime());
    admit(query, run, request);
    answer.complete();
  }

  /** A header is one line of printable characters; an id may be anything. */
  private static String headerText(String queryId) {
    return new String(queryId.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.US_ASCII)
        .replaceAll("[^ -~]", "?");
  }

  private void admit(RunningQueries.Running query, QueryRun run, GatewayRequest request)
      throws IOException, EngineException {
    engine.admission().acquire();
    try {
      running.add(query);
      try {
        Optional<String> session = request.parameter("session_id");
        if (session.isPresent()) {
          inSession(session.get(), run, request);
        } else {
          alone(run, request);
        }
      } finally {
        running.remove(query);
      }
    } finally {
      engine.admission().release();
    }
  }

  private void alone(QueryRun run, GatewayRequest request) throws IOException, EngineException {
    EngineConnection connection = engine.lease(run.connectionSettings());
    boolean ended = false;
    try {
      connection.use(request.database().orElse(EngineConnection.DEFAULT_DATABASE));
      run.on(connection);
      ended = true;
    } finally {
      if (!ended) {
        connection.flushFailedQuery();
      }
      engine.giveBack(connection);
    }
  }

  private void inSession(String id, QueryRun run, GatewayRequest request)
      throws IOException, EngineException {
    var timeout = request.sessionTimeout();
    Sessions.Session session = sessions.lease(id, request.flag("session_check"));
    boolean ended = false;
    try {
      var scope = new SessionScope(session.connection.chdb());
      scope.apply(run.sessionSettings(), request.database());
      run.on(session.connection);
      scope.restore();
      ended = true;
    } finally {
      if (!ended) {
        session.connection.flushFailedQuery();
      }
      if (request.flag("close_session")) {
        sessions.end(session);
      } else {
        sessions.giveBack(session, timeout);
      }
    }
  }
}
