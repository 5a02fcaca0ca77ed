package io.millrace.standalone.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.standalone.definitions.DefinitionFile.Entry;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.ConditionJson;
import io.millrace.topologies.segment.rule.RuleVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionFileTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void aSegmentComesAfterThoseItAsksFor() throws IOException {
    DefinitionFile file =
        read(
            """
            connectors: [{name: copy, config: {}}]
            segments:
              - {name: a, rule: {all: [{segment: c}, {not: {segment: b}}]}}
              - {name: b, rule: {segment: c}}
              - {name: c, rule: {segment: elsewhere}}
              - {name: d, rule: {segment: d}}
            rollups: [{name: r}]
            """);
    assertThat(file.entries())
        .extracting(Entry::name)
        .containsExactly("r", "c", "b", "a", "d", "copy");
  }

  @Test
  void aFileThatIsNotOneSaysWhatItMustHave() {
    assertThatThrownBy(() -> read("segment: []"))
        .hasMessageContaining("'segments', 'connectors' or 'webhooks', but has segment");
    assertThatThrownBy(() -> read("segments: [{rule: {}}]"))
        .hasMessageContaining("each segment in")
        .hasMessageContaining("must have a name");
    assertThatThrownBy(() -> read("segments: [{name: a}, {name: a}]"))
        .hasMessageContaining("a is repeated");
  }

  @Test
  void whatShipsCanBeDefinedAndUsesEveryKindOfCondition() throws InvalidDefinition {
    List<Entry> segments = DefinitionFile.shippedSegments().entries();
    assertThat(segments).hasSizeGreaterThanOrEqualTo(50);
    var before = new HashSet<String>();
    var kinds = new HashSet<String>();
    for (Entry segment : segments) {
      Condition rule =
          new ConditionJson(ZoneOffset.UTC).parse("rule", segment.definition().path("rule"));
      assertThat(before).as(segment.name()).containsAll(RuleVersion.segments(rule));
      assertThat(segment.definition().path("description").asText()).isNotEmpty();
      assertThat(segment.name()).matches(ConditionJson.NAME);
      before.add(segment.name());
      collect(rule, kinds);
      RuleVersion.behaviours(rule).forEach(one -> kinds.add(one.getClass().getSimpleName()));
    }
    assertThat(kinds)
        .contains("All", "Any", "Not", "Behaves", "HasTrait", "InSegment")
        .contains("Count", "First", "Stopped", "Regularly", "Sequence")
        .contains("Distinct", "Sum", "Average", "Ratio");
  }

  private static void collect(Condition rule, Set<String> kinds) {
    kinds.add(rule.getClass().getSimpleName());
    switch (rule) {
      case Condition.All(var parts) -> parts.forEach(part -> collect(part, kinds));
      case Condition.Any(var parts) -> parts.forEach(part -> collect(part, kinds));
      case Condition.Not(var part) -> collect(part, kinds);
      case Condition.Behaves _, Condition.HasTrait _, Condition.InSegment _ -> {}
    }
  }

  private DefinitionFile read(String yaml) throws IOException {
    return DefinitionFile.read(Files.writeString(directory.resolve("file.yaml"), yaml));
  }
}
