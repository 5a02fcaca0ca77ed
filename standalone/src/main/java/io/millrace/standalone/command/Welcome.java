package io.millrace.standalone.command;

import io.millrace.standalone.home.Addresses;
import io.millrace.standalone.parts.InstallationLayout;
import io.millrace.standalone.parts.RunningParts;
import io.millrace.standalone.parts.StartTimes;
import java.io.PrintWriter;
import java.time.Duration;

/** The message at the end of a start. */
final class Welcome {
  private Welcome() {}

  static void print(RunningParts product, PrintWriter out) {
    InstallationLayout layout = product.layout();
    Duration ready = StartTimes.sinceStart();
    product.keepStartTime(ready);
    Addresses addresses = layout.addresses();
    out.printf("Millrace is ready on %s (%s)%n", addresses.url(), StartTimes.seconds(ready));
    out.printf("  home        %s%n", layout.home().directory());
    out.printf("  keys        %s%n", layout.home().keys());
    out.printf("  ClickHouse  %s%n", addresses.clickHouse());
    out.printf("  Kafka       %s%n", addresses.kafka());
    out.printf("  Connect     %s%n", addresses.connect());
    out.flush();
  }
}
