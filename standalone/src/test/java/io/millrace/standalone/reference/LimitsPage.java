package io.millrace.standalone.reference;

import io.millrace.standalone.docs.Checkout;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.FieldModel;
import java.lang.classfile.attribute.ConstantValueAttribute;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code limits.md}: {@code limits.tsv} has the group, the text, the unit and the constant of each
 * limit, and the compiled code the values.
 */
final class LimitsPage {
  private static final String LIST = "limits.tsv";
  private static final Pattern DURATION = Pattern.compile("Duration\\.of(\\w+)\\((\\d+)\\)");

  private LimitsPage() {}

  static String text() throws IOException {
    StringBuilder page = ReferencePages.begin("limits.md");
    page.append("The limits that are built in.\n");
    String group = "";
    for (String line : list().lines().toList()) {
      String[] limit = line.split("\t", -1);
      if (!limit[0].equals(group)) {
        group = limit[0];
        page.append("\n## ").append(group).append("\n\n").append(new MarkdownTable("limit", ""));
      }
      page.append("| %s | %s |%n".formatted(limit[1], value(limit[2], limit[3])));
    }
    return page.toString();
  }

  private static String list() throws IOException {
    try (InputStream in = LimitsPage.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IOException("there is no " + LIST);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String value(String unit, String constant) throws IOException {
    int dot = constant.lastIndexOf('.');
    String type = "io.millrace." + constant.substring(0, dot);
    String name = constant.substring(dot + 1);
    return switch (unit) {
      case "" -> String.format(Locale.ROOT, "%,d", number(type, name));
      case "bytes" -> bytes(number(type, name));
      case "ms" -> time(Duration.ofMillis(number(type, name)));
      case "duration" -> time(duration(type, name));
      default -> throw new IllegalArgumentException(LIST + " must not have the unit " + unit);
    };
  }

  /** A constant as the class file has it: it may be private, and its class is not initialised. */
  private static long number(String type, String name) throws IOException {
    String resource = "/" + type.replace('.', '/') + ".class";
    try (InputStream in = LimitsPage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(LIST + " names a class that is not there: " + type);
      }
      return ClassFile.of().parse(in.readAllBytes()).fields().stream()
          .filter(field -> field.fieldName().equalsString(name))
          .findFirst()
          .flatMap(LimitsPage::constant)
          .orElseThrow(() -> missing(type, name));
    }
  }

  private static Optional<Long> constant(FieldModel field) {
    return field
        .findAttribute(Attributes.constantValue())
        .map(ConstantValueAttribute::constant)
        .map(constant -> ((Number) constant.constantValue()).longValue());
  }

  /** A duration is no constant of the class file, so its source is read. */
  private static Duration duration(String type, String name) {
    String ending = "/" + type.replace('.', '/') + ".java";
    String source =
        Checkout.mainSources().stream()
            .filter(file -> file.toString().endsWith(ending))
            .map(Checkout::read)
            .findFirst()
            .orElseThrow(() -> missing(type, name));
    Matcher found = Pattern.compile(name + " = " + DURATION).matcher(source);
    if (!found.find()) {
      throw missing(type, name);
    }
    long amount = Long.parseLong(found.group(2));
    return switch (found.group(1)) {
      case "Days" -> Duration.ofDays(amount);
      case "Hours" -> Duration.ofHours(amount);
      case "Minutes" -> Duration.ofMinutes(amount);
      case "Seconds" -> Duration.ofSeconds(amount);
      default -> throw missing(type, name);
    };
  }

  private static IllegalArgumentException missing(String type, String name) {
    return new IllegalArgumentException(
        "%s names %s.%s, which is not a constant of the code".formatted(LIST, type, name));
  }

  private static String bytes(long bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }

  /** A duration in its largest whole unit. */
  static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds % 86_400 == 0 && seconds > 86_400) {
      return String.format(Locale.ROOT, "%,d days", time.toDays());
    }
    if (seconds % 3_600 == 0) {
      return time.toHours() + " h";
    }
    return seconds % 60 == 0 ? time.toMinutes() + " min" : seconds + " s";
  }
}
