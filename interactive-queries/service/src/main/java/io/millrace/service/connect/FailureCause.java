package io.millrace.service.connect;

import java.util.Locale;

/** Why a connector does not run, and how often it is worth trying again. */
enum FailureCause {
  CONFIG(
      3,
      "the connector's configuration does not work",
      "correct the configuration; the message names the setting"),
  CREDENTIALS(
      3,
      "the other side refuses the user, the password or the rights",
      "check the user, what the secret's reference points to, and the user's rights"),
  TABLE(
      3,
      "a table, column or database is missing or has another form",
      "create or change the table, or point the connector at another one"),
  BAD_RECORD(
      3,
      "a record cannot be read or written",
      "correct what sends it or the converter, or let errors.tolerance=all and a dead letter topic"
          + " take such records"),
  /** An outage mends by itself, so it has about an hour for it. */
  UNREACHABLE(
      60,
      "the other side does not answer",
      "see that it runs and that the address is right; nothing is lost meanwhile"),
  OUT_OF_MEMORY(
      8,
      "the worker ran out of memory",
      "give the Connect worker more memory, or let the connector take smaller batches"),
  UNKNOWN(8, "the connector failed for a reason that is not known here", "read the message");

  private final int tries;
  private final String what;
  private final String remedy;

  FailureCause(int tries, String what, String remedy) {
    this.tries = tries;
    this.what = what;
    this.remedy = remedy;
  }

  /** After that many tries it is given up. */
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
