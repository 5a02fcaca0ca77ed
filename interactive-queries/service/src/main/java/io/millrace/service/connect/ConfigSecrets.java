package io.millrace.service.connect;

import java.util.regex.Pattern;

/** Which settings are secrets, and what stands in for them. */
final class ConfigSecrets {
  /** How the sentence that refuses a literal shows it. */
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

  /** In an address or a connection string; a colon is left to lists of fields and their names. */
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

  /** Whether a config provider has a part in the value. */
  static boolean hasReference(String value) {
    return value.contains("${");
  }

  /** Whether the value of another setting has a literal password in it, such as a URL's. */
  static boolean carriesLiteral(String value) {
    String rest = REFERENCE.matcher(value).replaceAll("");
    return IN_URL.matcher(rest).find() || IN_VALUE.matcher(rest).find();
  }

  /** A message without what could be a secret in it. */
  static String hidden(String message) {
    String text = REFUSED_VALUE.matcher(message).replaceAll("Invalid value *** for configuration");
    text = IN_URL.matcher(text).replaceAll("$1***@");
    return IN_MESSAGE.matcher(text).replaceAll("$1***");
  }
}
