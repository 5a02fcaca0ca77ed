package io.millrace.service.connect;

import java.util.regex.Pattern;

/** Recognises settings that are secrets, and hides them. */
final class ConfigSecrets {
  /** The example in the message that rejects a literal. */
  static final String EXAMPLE = "${file:/path/to/secrets.properties:name}";

  private static final Pattern KEY =
      Pattern.compile(
          "(?i).*(?:password|passwd|passphrase|secret|token|credentials?(?:\\.json)?|jaas\\.config"
              + "|user\\.info|(?:access|api|private|account|keystore|secret)[._-]?key"
              + "|certificate\\.chain)");

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{[A-Za-z0-9_.-]+:(?:[^{}:]*:)?[^{}:]+}");

  private static final String WORD =
      "(?:password|passwd|passphrase|secret|token|(?:api|account|access)[._-]?key)";

  private static final Pattern IN_URL = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");

  /** In an address or a connection string; a colon is used by lists of fields and their names. */
  private static final Pattern IN_VALUE =
      Pattern.compile("(?i)(?:^|[?&;\\s])[\\w.-]*" + WORD + "\\s*=\\s*[^\\s;&]");

  private static final Pattern IN_MESSAGE =
      Pattern.compile("(?i)(" + WORD + "[\"']?\\s*[=:]\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s,;&)\\]}]+)");
  private static final Pattern REFUSED_VALUE =
      Pattern.compile("(?s)Invalid value .*? for configuration");

  private ConfigSecrets() {}

  /** Whether a setting of this name looks like a secret, whatever its plugin says. */
  static boolean isKey(String key) {
    return KEY.matcher(key).matches();
  }

  /** Whether the whole value is a reference that a config provider resolves. */
  static boolean isReference(String value) {
    return REFERENCE.matcher(value).matches();
  }

  /** Whether the value contains a reference. */
  static boolean hasReference(String value) {
    return value.contains("${");
  }

  /** Whether the value of another setting contains a literal password, such as a URL's. */
  static boolean carriesLiteral(String value) {
    String rest = REFERENCE.matcher(value).replaceAll("");
    return IN_URL.matcher(rest).find() || IN_VALUE.matcher(rest).find();
  }

  /** The message with possible secrets replaced. */
  static String hidden(String message) {
    String text = REFUSED_VALUE.matcher(message).replaceAll("Invalid value *** for configuration");
    text = IN_URL.matcher(text).replaceAll("$1***@");
    return IN_MESSAGE.matcher(text).replaceAll("$1***");
  }
}
