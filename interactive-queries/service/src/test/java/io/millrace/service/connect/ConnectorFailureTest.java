package io.millrace.service.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.net.ConnectException: Connection refused | UNREACHABLE",
        "java.net.UnknownHostException: nowhere | UNREACHABLE",
        "org.apache.kafka.common.errors.TimeoutException: Topic t not present in metadata after 60"
            + " | UNREACHABLE",
        "org.apache.kafka.common.errors.SaslAuthenticationException: bad | CREDENTIALS",
        "org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized | CREDENTIALS",
        "org.apache.kafka.connect.errors.ConnectException: ClickHouse refused an insert (code 516):"
            + " default | CREDENTIALS",
        "org.apache.kafka.connect.errors.ConnectException: ClickHouse refused asking ClickHouse"
            + " (code 60): x | TABLE",
        "org.apache.kafka.connect.errors.ConnectException: there is no table copy in database m, or"
            + " the user may not see it | TABLE",
        "a.UnfitRecord: table t, column c is not in the table, but field f is | TABLE",
        "org.apache.kafka.connect.errors.ConnectException: c is no number (topic t, partition 0,"
            + " offset 1); set errors.tolerance=all and a dead letter topic | BAD_RECORD",
        "java.sql.SQLException: ERROR: relation orders does not exist | TABLE",
        "org.apache.kafka.connect.errors.DataException: Not a struct | BAD_RECORD",
        "org.apache.kafka.common.errors.SerializationException: Unknown magic byte | BAD_RECORD",
        "org.apache.kafka.common.config.ConfigException: Missing required configuration topics"
            + " | CONFIG",
        "java.lang.NoClassDefFoundError: com/example/Thing | CONFIG",
        "java.lang.OutOfMemoryError: Java heap space | OUT_OF_MEMORY",
        "java.lang.IllegalStateException: never mind | UNKNOWN",
      })
  void theInnermostExceptionTellsTheCause(String innermost, FailureCause cause) {
    ConnectorFailure fault = ConnectorFailure.of(trace(innermost));

    assertThat(fault.cause()).isEqualTo(cause);
    assertThat(fault.message()).isEqualTo(innermost);
  }

  @Test
  void whereTheInnermostSaysNothingTheOneAroundItDecides() {
    String trace =
        """
        org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler
        \tat a.B.c(B.java:1)
        Caused by: java.lang.NullPointerException
        \tat a.B.d(B.java:2)
        """;

    assertThat(ConnectorFailure.of(trace).cause()).isEqualTo(FailureCause.BAD_RECORD);
  }

  @Test
  void aMessageOfSeveralLinesIsOne() {
    assertThat(ConnectorFailure.of("a.B: first\nsecond (code: 81)\n\tat a.B.c(B.java:1)"))
        .isEqualTo(new ConnectorFailure(FailureCause.TABLE, "a.B: first second (code: 81)"));
  }

  @Test
  void aMessageLosesWhatCouldBeASecretInIt() {
    String message =
        ConnectorFailure.of(
                "org.apache.kafka.common.config.ConfigException: Invalid value s3 cret for"
                    + " configuration login: no. jdbc://me:s3cret@db?password=s3cret&x=1"
                    + " {\"token\": \"s3cret\"}")
            .message();

    assertThat(message).doesNotContain("cret").contains("Invalid value ***", "me:***@db", "&x=1");
  }

  @Test
  void everyCauseSaysWhatHappenedAndWhatToDo() {
    assertThat(FailureCause.values())
        .allSatisfy(
            cause -> {
              assertThat(cause.description()).isNotBlank();
              assertThat(cause.remedy()).isNotBlank();
              assertThat(cause.tries()).isPositive();
            });
  }

  private static String trace(String innermost) {
    return """
    org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to an error.
    \tat org.apache.kafka.connect.runtime.WorkerSinkTask.deliver(WorkerSinkTask.java:636)
    \tat java.base/java.lang.Thread.run(Thread.java:1474)
    Caused by: %s
    \tat com.example.Authentication.check(Authentication.java:1)
    \t... 10 more
    """
        .formatted(innermost);
  }
}
