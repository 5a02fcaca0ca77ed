package io.millrace.service.connect;

import java.util.Locale;

/** Why a connector does not run, and how often it is retried. */
enum FailureCause {
  CONFIG(
      3,
      "the connector's configuration does not work",
      "correct the configuration; the message names the setting"),
  CREDENTIALS(
      3,
      "the target system rejects the user, the password or the permissions",
      "check the user, the secret reference and the user's permissions"),
  TABLE(
      3,
      "a table, column or database is missing or has a different definition",
      "create or change the table, or point the connector at another one"),
  BAD_RECORD(
      3,
      "a record cannot be read or written",
      "fix the producer or the converter, or set errors.tolerance=all and a dead letter topic"),
  /** Outages usually end without intervention: retried for about an hour. */
  UNREACHABLE(
      60,
      "the target system does not respond",
      "check that it is running and that the address is correct; no records are lost meanwhile"),
  OUT_OF_MEMORY(
      8,
      "the worker ran out of memory",
      "increase the memory of the Connect worker, or reduce the connector's batch size"),
  UNKNOWN(8, "the connector failed for an unknown reason", "read the message");

  private final int tries;
  private final String what;
  private final String remedy;

  FailureCause(int tries, String what, String remedy) {
    this.tries = tries;
    this.what = what;
    this.remedy = remedy;
  }

  /** After that many attempts it counts as permanently failed. */
  int tries() {
    return tries;
  }

  /** What happened. */
  String description() {
    return what;
  }

  /** What to do. */
  String remedy() {
    return remedy;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
