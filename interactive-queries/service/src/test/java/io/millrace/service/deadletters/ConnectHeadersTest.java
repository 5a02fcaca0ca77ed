package io.millrace.service.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.deadletter.DeadLetterKey;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ConnectHeadersTest {
  @Test
  void aLetterSaysWhichRecordFailedWhereAndWhy() {
    RecordHeaders headers = connectHeaders();

    DeadLetter letter = ConnectHeaders.deadLetter(record(headers));

    assertThat(letter)
        .isEqualTo(
            new DeadLetter(
                new DeadLetterId("dead", 0, 9),
                new DeadLetterKey("copy", "orders", 2, 77),
                true,
                new FailureReason("t", "c", "column c takes a number"),
                5_000,
                5));
    ConnectHeaders read = ConnectHeaders.of(headers);
    assertThat(read.task()).isEqualTo(1);
    assertThat(read.stage()).isEqualTo("TASK_PUT");
  }

  @Test
  void theRecordsOwnHeadersAreThoseThatAreNotConnects() {
    RecordHeaders headers = connectHeaders();
    headers.add("trace", "x".getBytes(UTF_8)).add("none", null);

    assertThat(ConnectHeaders.original(headers))
        .extracting(Header::key)
        .containsExactly("trace", "none");
  }

  @Test
  void aLetterWithoutConnectsHeadersCannotBeReplayed() {
    var broken = connectHeaders();
    broken.remove("__connect.errors.offset").add("__connect.errors.offset", "x".getBytes(UTF_8));

    for (RecordHeaders headers : new RecordHeaders[] {new RecordHeaders(), broken}) {
      DeadLetter letter = ConnectHeaders.deadLetter(record(headers));

      assertThat(letter.replayable()).isFalse();
      assertThat(letter.key().position()).isEqualTo("dead/0/9");
    }
  }

  private static RecordHeaders connectHeaders() {
    var headers = new RecordHeaders();
    String[][] texts = {
      {"topic", "orders"},
      {"partition", "2"},
      {"offset", "77"},
      {"connector.name", "copy"},
      {"task.id", "1"},
      {"stage", "TASK_PUT"},
      {"class.name", "org.apache.kafka.connect.sink.SinkTask"},
      {"exception.class.name", "org.apache.kafka.connect.errors.DataException"},
      {"exception.message", "table t, column c takes a number, but was 'x'"},
      {"exception.stacktrace", "at ..."}
    };
    for (String[] text : texts) {
      headers.add("__connect.errors." + text[0], text[1].getBytes(UTF_8));
    }
    return headers;
  }

  private static ConsumerRecord<byte[], byte[]> record(RecordHeaders headers) {
    return new ConsumerRecord<>(
        "dead",
        0,
        9,
        5_000,
        TimestampType.CREATE_TIME,
        2,
        3,
        "id".getBytes(UTF_8),
        "one".getBytes(UTF_8),
        headers,
        Optional.empty());
  }
}
