package io.millrace.service.config;

import java.util.List;

/** The settings do not make a service; the message lists all faults, one on each line. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> faults;

  SettingsException(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /** What is wrong, with what is allowed. */
  public List<String> faults() {
    return faults;
  }
}
