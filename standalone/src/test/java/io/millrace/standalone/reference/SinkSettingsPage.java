package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import io.millrace.connect.clickhouse.ClickHouseSinkConnector;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.types.Password;

/** {@code sink-settings.md}, from the sink's own definition of its settings. */
final class SinkSettingsPage {
  /** For Millrace's own connector only. */
  private static final Set<String> INTERNAL = Set.of("table.maker");

  private SinkSettingsPage() {}

  static String text() {
    ConfigDef definition = new ClickHouseSinkConnector().config();
    StringBuilder page = ReferencePages.begin("sink-settings.md");
    page.append("`connector.class` is `%s`.".formatted(ClickHouseSinkConnector.class.getName()));
    page.append(
        " [Your own topics to ClickHouse](../guide/your-own-topics.md) explains their use.\n\n");
    var table = new MarkdownTable("setting", "type", "default", "allowed", "meaning");
    definition.configKeys().values().stream()
        .filter(key -> !INTERNAL.contains(key.name))
        .forEach(key -> add(table, key));
    return page.append(table).toString();
  }

  private static void add(MarkdownTable table, ConfigKey key) {
    String allowed = key.validator == null ? "" : key.validator.toString();
    table.row(
        code(key.name),
        key.type().toString().toLowerCase(Locale.ROOT),
        key.hasDefault() ? code(value(key.defaultValue)) : "required",
        allowed,
        key.documentation);
  }

  private static String value(Object value) {
    return switch (value) {
      case List<?> list -> String.join(",", list.stream().map(String::valueOf).toList());
      case Password _ -> "";
      default -> String.valueOf(value);
    };
  }
}
