package io.millrace.connect;

import org.jspecify.annotations.Nullable;

/** The version of the plugin, from the jar's manifest or the build's resource. */
public final class PluginVersion {
  public static final String TEXT =
      text(PluginVersion.class.getPackage().getImplementationVersion());

  private PluginVersion() {}

  // Class files outside a jar have no manifest, as in a test run.
  private static String text(@Nullable String version) {
    return version == null ? "0.1.0" : version;
  }
}
