package io.millrace.query.clickhouse;

import com.clickhouse.client.api.ServerException;
import io.millrace.query.clickhouse.ClickHouseFailure.NoTable;
import io.millrace.query.clickhouse.ClickHouseFailure.NotReady;
import io.millrace.query.clickhouse.ClickHouseFailure.Refused;
import io.millrace.query.clickhouse.ClickHouseFailure.TooExpensive;

/** What the client throws, as one of our failures. Codes: ClickHouse, ErrorCodes.cpp. */
final class ClickHouseErrors {
  private ClickHouseErrors() {}

  static ClickHouseFailed failed(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerException server) {
        return new ClickHouseFailed(failure(server), thrown);
      }
    }
    return new ClickHouseFailed(new NotReady("ClickHouse does not answer"), thrown);
  }

  private static ClickHouseFailure failure(ServerException error) {
    return switch (error.getCode()) {
      case 158, 307 -> new TooExpensive("it would read too many rows");
      case 396 -> new TooExpensive("its result has too many rows");
      case 241 -> new TooExpensive("it exceeds the memory limit");
      case 159, 160 -> new TooExpensive("it exceeds the execution time limit");
      case 60, 81 -> new NoTable("the ClickHouse tables do not exist yet");
      case 202, 439 -> new NotReady("ClickHouse is overloaded");
      case 394, 236 -> new NotReady("ClickHouse cancelled the statement");
      // Without ClickHouse's own code it was something in between, such as a proxy, that answered.
      case 0 -> new NotReady("ClickHouse does not answer");
      default -> new Refused(error.getCode(), "ClickHouse refused with code " + error.getCode());
    };
  }
}
