package io.millrace.standalone.reference;

import io.millrace.standalone.docs.Checkout;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the Javadoc of a record says of its components, read from the source. */
final class RecordTexts {
  private static final Pattern PARAMETER =
      Pattern.compile("@param (\\w+) (.*?)(?=@|\\z)", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("\\{@\\w+ ([^}]*)}");

  private RecordTexts() {}

  /** Each component's text, empty where the Javadoc has none. */
  static Map<String, String> of(Class<? extends Record> type) {
    String comment = comment(type);
    var texts = new LinkedHashMap<String, String>();
    for (RecordComponent component : type.getRecordComponents()) {
      texts.put(component.getName(), "");
    }
    for (MatchResult parameter : PARAMETER.matcher(comment).results().toList()) {
      texts.put(parameter.group(1), parameter.group(2).replaceAll("\\s+", " ").strip());
    }
    return texts;
  }

  private static String comment(Class<?> type) {
    String top = type.getName().split("\\$", 2)[0];
    String source = source(top.replace('.', '/') + ".java");
    int declared = source.indexOf("record " + type.getSimpleName() + "(");
    int begin = source.lastIndexOf("/**", declared);
    String comment = source.substring(begin, source.indexOf("*/", begin));
    List<String> lines = Arrays.stream(comment.split("\n", -1)).toList();
    String plain =
        String.join("\n", lines.stream().map(l -> l.replaceFirst("^\\s*\\*", "")).toList());
    return TAG.matcher(plain).replaceAll("`$1`");
  }

  private static String source(String ending) {
    return Checkout.mainSources().stream()
        .filter(file -> file.toString().endsWith("/" + ending))
        .map(Checkout::read)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no source " + ending));
  }
}
