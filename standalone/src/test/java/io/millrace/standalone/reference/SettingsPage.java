package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import io.millrace.service.tenants.AcceptanceWindow;
import io.millrace.state.settings.ResourceLimits;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.feature.TopologySettings;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** {@code settings.md}, from the records of settings, their Javadoc and their defaults. */
final class SettingsPage {
  /** Defaults that the machine decides. */
  private static final Map<String, String> OF_THE_MACHINE =
      Map.of("stateMemoryBytes", "1/32 of the machine's memory, 128 MiB to 512 MiB");

  /** Parts that have a section of their own. */
  private static final Set<String> SECTIONS = Set.of("webhooks", "resources");

  private SettingsPage() {}

  static String text() {
    StringBuilder page = ReferencePages.begin("settings.md");
    page.append(
        """
        What an instance of the service is started with. `bin/millrace` sets these from its \
        [options](command-line.md) and from the home directory.

        """);
    page.append("## Service\n\n").append(names(ServiceSettings.class));
    page.append("\n## Resources\n\n").append(values(ResourceLimits.DEFAULT));
    page.append("\n## Webhooks\n\n").append(values(ServiceSettings.Webhooks.DEFAULT));
    page.append("\n## Topologies\n\nFixed at present.\n\n");
    page.append(values(TopologySettings.defaults(ServiceSettings.ONE_MACHINE_PARTITIONS)));
    page.append("\n## Accepted times of a tenant\n\n`PUT /v1/tenants/{tenant}/acceptance`.\n\n");
    page.append(values(AcceptanceWindow.DEFAULT));
    return page.toString();
  }

  private static MarkdownTable names(Class<? extends Record> type) {
    var table = new MarkdownTable("setting", "meaning");
    RecordTexts.of(type)
        .forEach(
            (name, text) -> {
              if (!SECTIONS.contains(name)) {
                table.row(code(name), text);
              }
            });
    return table;
  }

  private static MarkdownTable values(Record defaults) {
    var table = new MarkdownTable("setting", "default", "meaning");
    Map<String, String> texts = RecordTexts.of(defaults.getClass());
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      String name = component.getName();
      String fallback = OF_THE_MACHINE.getOrDefault(name, value(component, defaults));
      table.row(code(name), fallback, texts.getOrDefault(name, ""));
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
