package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import io.millrace.service.config.Setting;
import io.millrace.service.tenants.AcceptanceWindow;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.feature.TopologySettings;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;

/** {@code settings.md}, from the list of settings, and from the records of those that are fixed. */
final class SettingsPage {
  private SettingsPage() {}

  static String text() {
    StringBuilder page = ReferencePages.begin("settings.md");
    page.append(
        """
        Settings of a [service that runs alone](../operate/service-alone.md), in its file or in \
        the environment. `bin/millrace` sets them from its [options](command-line.md).

        """);
    page.append(given());
    page.append("\n## Topologies\n\nFixed at present.\n\n");
    page.append(values(TopologySettings.defaults(ServiceSettings.ONE_MACHINE_PARTITIONS)));
    page.append("\n## Accepted times of a tenant\n\n`PUT /v1/tenants/{tenant}/acceptance`.\n\n");
    page.append(values(AcceptanceWindow.DEFAULT));
    return page.toString();
  }

  private static MarkdownTable given() {
    var table = new MarkdownTable("setting", "environment", "default", "meaning");
    for (Setting setting : Setting.values()) {
      table.row(
          code(setting.key()),
          code(setting.variable()),
          setting.defaultValue().map(MarkdownTable::code).orElse("required"),
          setting.text().replace("](", "](../operate/"));
    }
    return table.row(code(Setting.KAFKA_PREFIX + "*"), "", "", "Passed on to all Kafka clients.");
  }

  private static MarkdownTable values(Record defaults) {
    var table = new MarkdownTable("setting", "default", "meaning");
    Map<String, String> texts = RecordTexts.of(defaults.getClass());
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      String name = component.getName();
      table.row(code(name), value(component, defaults), texts.getOrDefault(name, ""));
    }
    return table;
  }

  private static String value(RecordComponent component, Record defaults) {
    try {
      Object value = component.getAccessor().invoke(defaults);
      return value instanceof Duration time ? LimitsPage.time(time) : String.valueOf(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " must be readable", e);
    }
  }
}
