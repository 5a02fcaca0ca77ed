package io.millrace.standalone.product;

/**
 * A load that grows evenly to its rate, as that of an installation that has just begun does not:
 * none of its code is compiled yet.
 *
 * @param perSecond the rate in the end
 * @param seconds how long it grows
 */
record Ramp(int perSecond, double seconds) {
  /** How much is due so long after the start. */
  long due(double now) {
    double full = now < seconds ? now * now / (2 * seconds) : now - seconds / 2;
    return (long) (full * perSecond);
  }
}
