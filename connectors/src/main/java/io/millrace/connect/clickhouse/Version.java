package io.millrace.connect.clickhouse;

import org.jspecify.annotations.Nullable;

/** The version of the plugin, as the jar's manifest or the build's resource says it. */
final class Version {
  static final String TEXT = text(Version.class.getPackage().getImplementationVersion());

  private Version() {}

  // Class files outside a jar have no manifest, as in a test run.
  private static String text(@Nullable String version) {
    return version == null ? "0.1.0" : version;
  }
}
