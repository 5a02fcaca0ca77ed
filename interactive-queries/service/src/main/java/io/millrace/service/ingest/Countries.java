package io.millrace.service.ingest;

/** Two-letter ISO 3166 codes, checked by their shape. */
final class Countries {
  private Countries() {}

  static boolean isCode(String text) {
    return text.length() == 2 && letter(text.charAt(0)) && letter(text.charAt(1));
  }

  private static boolean letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
