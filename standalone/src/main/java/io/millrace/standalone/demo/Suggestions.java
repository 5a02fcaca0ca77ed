package io.millrace.standalone.demo;

import io.millrace.standalone.home.Home;
import java.io.PrintWriter;

/** The commands that the demo suggests; they work as printed, in any shell. */
final class Suggestions {
  private static final String READ = "-H \"Authorization: Bearer $MILLRACE_READ_KEY\"";

  private final Home home;
  private final PrintWriter out;

  Suggestions(Home home, PrintWriter out) {
    this.home = home;
    this.out = out;
  }

  void print() {
    out.println("Try, in another terminal:");
    out.printf("  . %s%n", quoted(home.keys().toString()));
    out.printf("  curl -s %s $MILLRACE_URL/v1/status%n", READ);
    out.printf("  curl -s %s $MILLRACE_URL/v1/visitors/visitor-1%n", READ);
    out.printf("  curl -s %s $MILLRACE_URL/v1/segments/window-shoppers%n", READ);
    out.printf(
        "  curl -s %s -H 'Content-Type: application/json' $MILLRACE_URL/v1/query -d"
            + " '{\"rollup\":\"traffic\",\"measures\":[\"events\",\"visitors\"],"
            + "\"dimensions\":[\"type\"],\"from\":'$(($(date +%%s) / 3600 * 3600))'000,"
            + "\"to\":'$(($(date +%%s) / 3600 * 3600 + 3600))'000}'%n",
        READ);
    out.printf(
        "  curl -s $MILLRACE_CLICKHOUSE_URL --data-binary"
            + " 'SELECT type, count() FROM millrace.events GROUP BY type'%n");
    out.println();
    out.flush();
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
