package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.topic.KafkaNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Where the source code relies on what Kafka does not promise: its internal classes, and names that
 * it derives itself. Each release of Kafka may change them, so that these are the places to look at
 * before an upgrade.
 */
class KafkaInternalsTest {
  private static final Pattern INTERNALS =
      Pattern.compile("org\\.apache\\.kafka\\.(\\w+\\.)*internals\\.");

  /** A character, or a string on one line, whose content is the group. */
  private static final Pattern LITERAL =
      Pattern.compile("'(?:[^'\\\\\n]|\\\\[^\n]{1,5})'|\"((?:[^\"\\\\\n]|\\\\.)*)\"");

  /** Literals that are names of Kafka's, or parts of them. */
  private static final Pattern NAMES =
      Pattern.compile(
          String.join(
              "|",
              "\\.checkpoint$",
              "StreamThread",
              "-changelog",
              "-repartition",
              "^connect-",
              "\\[0-9a-f-\\]\\{36\\}",
              "\\\\d\\+_\\\\\\\\d\\+",
              "^stream-[a-z-]*metrics$",
              "^(thread|task)-id$",
              "-state-id$",
              "^(commit|poll)-total$"));

  private static final List<Path> SOURCES = SourceFiles.all();

  @Test
  void internalClassesAreNamedInTheseFilesOnly() {
    assertThat(namesOf(SOURCES, text -> INTERNALS.matcher(text).find()))
        .containsExactlyInAnyOrder(
            // A value in the headers of a dead letter.
            "DeadLetterResolver.java",
            "ConnectHeadersTest.java",
            // Names of loggers.
            "Logging.java",
            // A public QueryableStoreType gets a StateStoreProvider.
            "LocalStores.java",
            "RebalanceBarrierClients.java",
            "CommitHook.java",
            "Partials.java",
            "RestoredChangelogs.java",
            "RekeyingTest.java",
            "RecentRecordsTest.java",
            "KeyPartitionerTest.java");
  }

  @Test
  void namesThatKafkaDerivesStandInOneFile() {
    List<Path> product =
        SOURCES.stream().filter(file -> file.toString().contains("/src/main/")).toList();

    assertThat(namesOf(product, KafkaInternalsTest::namesKafka))
        .containsExactly(KafkaNames.class.getSimpleName() + ".java");
  }

  private static Set<String> namesOf(List<Path> files, Predicate<String> what) {
    return files.stream()
        .filter(file -> what.test(SourceFiles.text(file)))
        .map(file -> file.getFileName().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean namesKafka(String text) {
    return LITERAL
        .matcher(text)
        .results()
        .map(literal -> literal.group(1))
        .anyMatch(content -> content != null && NAMES.matcher(content).find());
  }
}
