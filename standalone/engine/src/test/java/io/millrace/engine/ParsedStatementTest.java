package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.ParsedStatement.DataInsert;
import io.millrace.engine.ParsedStatement.Other;
import io.millrace.engine.ParsedStatement.Select;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParsedStatementTest {
  private static String data(String text) {
    return text.substring(((DataInsert) ParsedStatement.of(text)).dataStart());
  }

  @Test
  void findsTheDataOfAnInsert() {
    assertThat(data("INSERT INTO t VALUES (1)")).isEqualTo(" (1)");
    assertThat(data("INSERT INTO t (a, b) FORMAT CSV\n1,2")).isEqualTo("1,2");
    assertThat(data("INSERT INTO t FORMAT CSV  1,2")).isEqualTo("1,2");
    assertThat(data("INSERT INTO t FORMAT RowBinary\r\n\n\n")).isEqualTo("\n\n");
    assertThat(data("INSERT INTO t FORMAT Values (1)")).isEqualTo(" (1)");
    assertThat(data("/* VALUES */ insert into `a VALUES` values(1)")).isEqualTo("(1)");
    assertThat(data("INSERT INTO t SELECT * FROM input('a Int8') FORMAT CSV\n1")).isEqualTo("1");
  }

  @Test
  void anInsertOfASelectHasNoData() {
    assertThat(ParsedStatement.of("INSERT INTO t SELECT * FROM values('a Int8', 1)"))
        .isInstanceOf(Other.class);
    assertThat(ParsedStatement.of("INSERT INTO t SELECT format FROM x")).isInstanceOf(Other.class);
  }

  @Test
  void findsTheFormatAtTheEnd() {
    assertThat(((Select) ParsedStatement.of("SELECT 1 FORMAT CSV")).format()).hasValue("CSV");
    assertThat(((Select) ParsedStatement.of("SELECT format FROM t")).format()).isEmpty();
    assertThat(((Select) ParsedStatement.of("SELECT 'FORMAT CSV'")).format()).isEmpty();
    assertThat(
            ((Select)
                    ParsedStatement.of("WITH 1 AS x SELECT x FORMAT TSV SETTINGS max_threads = 1"))
                .format())
        .isEqualTo(Optional.of("TSV"));
    assertThat(((Other) ParsedStatement.of("SHOW TABLES FORMAT CSV;")).format()).hasValue("CSV");
  }

  @Test
  void commentsQuotesAndHereDocumentsHideTheirContent() {
    assertThat(SqlLexer.tokens("a /* b /* c */ d */ e -- f\n g # h\n i // j\n k"))
        .extracting(SqlToken::text)
        .containsExactly("a", "e", "g", "i", "k");
    assertThat(SqlLexer.tokens("'it''s \\'x\\n' \"a\\x41\" `b``c` $tag$ ; ' $tag$"))
        .extracting(SqlToken::text)
        .containsExactly("it's 'x\n", "aA", "b`c", " ; ' ");
  }

  @Test
  void aKillIsRewrittenToTheClientsIdAndNeverWaits() {
    String tag = "Settings['query_cache_tag']";
    assertThat(rewrite("KILL QUERY WHERE query_id = 'x'"))
        .isEqualTo("KILL QUERY WHERE " + tag + " = 'x' ASYNC");
    assertThat(rewrite("KILL QUERY WHERE query_id IN ('query_id') SYNC"))
        .isEqualTo("KILL QUERY WHERE " + tag + " IN ('query_id') ASYNC");
    assertThat(rewrite("KILL QUERY WHERE 1 TEST")).isEqualTo("KILL QUERY WHERE 1 TEST");
  }

  private static String rewrite(String kill) {
    return RunningQueries.rewriteKill((Other) ParsedStatement.of(kill));
  }
}
