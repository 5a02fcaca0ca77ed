package io.millrace.serdes.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaHistoryTest {
  /**
   * The fingerprints of what was released: a line here and a new file {@code NAME.vN.avsc} belong
   * together; a released file never changes.
   */
  private static final Map<String, List<String>> RELEASED =
      Map.of(
          "Event", List.of("d376562d81caf188"),
          "Session", List.of("1251ccd68c4bba38"),
          "Quarantined", List.of("1e0cd4af12716c5b"),
          "Definition", List.of("284613e320839de6"),
          "DeadLetterMark", List.of("2811d46e89a82f46"));

  @ParameterizedTest
  @ValueSource(strings = {"Event", "Session", "Quarantined", "Definition", "DeadLetterMark"})
  void everyVersionReadsAndIsReadByEveryOther(String name) throws SchemaValidationException {
    SchemaHistory history = SchemaHistory.load(name);
    var validator = new SchemaValidatorBuilder().mutualReadStrategy().validateAll();
    for (int i = 1; i < history.versions().size(); i++) {
      validator.validate(history.versions().get(i), history.versions().subList(0, i));
    }
    validator.validate(history.current(), history.versions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Event", "Session", "Quarantined", "Definition", "DeadLetterMark"})
  void aReleasedSchemaNeverChanges(String name) {
    assertThat(SchemaHistory.load(name).fingerprints())
        .extracting(fingerprint -> "%016x".formatted(fingerprint))
        .isEqualTo(RELEASED.get(name));
  }
}
