package io.millrace.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The statement of a request and the data after it. The statement is the URL's {@code query}, then
 * the body; of the body no more is buffered than a statement may be long.
 */
record StatementSource(ParsedStatement statement, String firstData, InputStream moreData) {

  /** Reads as much as is needed to parse the statement. */
  static StatementSource read(String query, InputStream body) throws IOException, EngineException {
    if (!query.isEmpty()) {
      ParsedStatement statement = ParsedStatement.of(query);
      if (statement instanceof ParsedStatement.DataInsert insert) {
        return new StatementSource(insert, rest(query, insert.dataStart()), body);
      }
    }
    byte[] head = body.readNBytes(GatewayLimits.STATEMENT_BYTES + 1);
    String text =
        (query.isEmpty() || head.length == 0 ? query : query + "\n")
            + new String(head, StandardCharsets.ISO_8859_1);
    ParsedStatement statement = ParsedStatement.of(text);
    if (statement instanceof ParsedStatement.DataInsert insert) {
      return new StatementSource(insert, rest(text, insert.dataStart()), body);
    }
    if (text.length() > GatewayLimits.STATEMENT_BYTES) {
      throw EngineException.of(
          ErrorCode.SYNTAX_ERROR,
          "Syntax error: Max query size exceeded (can be increased with the `max_query_size`"
              + " setting, here up to "
              + GatewayLimits.STATEMENT_BYTES
              + " bytes)");
    }
    return new StatementSource(statement, "", InputStream.nullInputStream());
  }

  private static String rest(String text, int start) {
    return text.substring(Math.min(start, text.length()));
  }
}
