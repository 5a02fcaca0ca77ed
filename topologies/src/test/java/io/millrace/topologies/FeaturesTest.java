package io.millrace.topologies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.topic.Output;
import io.millrace.serdes.topic.Outputs;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.trait.TraitFeature;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lists that a feature or an output joins are complete. */
class FeaturesTest {
  @Test
  void everyFeatureOfTheProductIsInTheList() throws Exception {
    var found = new TreeSet<String>();
    for (Class<?> type : productClasses()) {
      if (Feature.class.isAssignableFrom(type) && !type.isInterface()) {
        found.add(type.getName());
      }
    }
    assertThat(Features.BUILT_IN.all())
        .extracting(feature -> feature.getClass().getName())
        .containsExactlyInAnyOrderElementsOf(found);
  }

  @Test
  void everyOutputOfAFeatureHasATable() {
    assertThat(Outputs.ALL).containsAll(Features.BUILT_IN.outputs());
    assertThat(Outputs.ALL).extracting(Output::table).doesNotContain("").doesNotHaveDuplicates();
  }

  @Test
  void twoFeaturesCannotShareASection() {
    assertThatThrownBy(() -> new Features(List.of(new TraitFeature(), new TraitFeature())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("each section must be of one feature only, but 2 is of two");
  }

  private static List<Class<?>> productClasses()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path root = Path.of(Features.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var classes = new ArrayList<Class<?>>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file :
          files
              .filter(
                  one -> one.toString().endsWith(".class") && !one.endsWith("package-info.class"))
              .toList()) {
        String name = root.relativize(file).toString().replace('/', '.');
        classes.add(
            Class.forName(
                name.substring(0, name.length() - ".class".length()),
                false,
                Features.class.getClassLoader()));
      }
    }
    return classes;
  }
}
