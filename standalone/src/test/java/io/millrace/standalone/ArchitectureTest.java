package io.millrace.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses EVERYTHING = imported();
  private static final JavaClasses PRODUCT =
      EVERYTHING.that(
          describe(
              "are of the product",
              type ->
                  type.getSource()
                      .filter(source -> !Location.of(source.getUri()).contains("/test-classes/"))
                      .isPresent()));

  private static final Pattern BENCHMARK_PACKAGE =
      Pattern.compile("(?m)^package (io\\.millrace\\.benchmarks[a-z.]*);");
  private static final Pattern BENCHMARK_IMPORT =
      Pattern.compile("(?m)^import (?:static )?(io\\.millrace\\.benchmarks[a-z.]*)\\.[A-Z]");

  /** Each package of its own, whatever lies below it; so no module's root package is left out. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  /** Once, and without the classes of others: all rules go by names. */
  private static JavaClasses imported() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter().importPackages("io.millrace");
  }

  @Test
  void modulesDependOnEachOtherAlongTheArrowsOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("serdes")
        .definedBy("io.millrace.serdes..")
        .layer("topologies")
        .definedBy("io.millrace.topologies..")
        .layer("warehouse")
        .definedBy("io.millrace.warehouse..")
        .layer("sink")
        .definedBy("io.millrace.connect..")
        .layer("state")
        .definedBy("io.millrace.state..")
        .layer("query")
        .definedBy("io.millrace.query..")
        .layer("service")
        .definedBy("io.millrace.service..")
        .layer("engine")
        .definedBy("io.millrace.engine..")
        .layer("standalone")
        .definedBy("io.millrace.standalone..")
        .whereLayer("topologies")
        .mayOnlyBeAccessedByLayers("state", "query", "service", "standalone")
        .whereLayer("warehouse")
        .mayOnlyBeAccessedByLayers("sink", "query", "service", "standalone")
        .whereLayer("sink")
        .mayOnlyBeAccessedByLayers("standalone")
        .whereLayer("state")
        .mayOnlyBeAccessedByLayers("query", "service", "standalone")
        .whereLayer("query")
        .mayOnlyBeAccessedByLayers("service", "standalone")
        .whereLayer("service")
        .mayOnlyBeAccessedByLayers("standalone")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("standalone")
        .whereLayer("standalone")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("serdes")
        .mayNotAccessAnyLayer()
        .whereLayer("engine")
        .mayNotAccessAnyLayer()
        .check(PRODUCT);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(PRODUCT);
  }

  /** Those are built after this module: what they import is read from their source. */
  @Test
  void packagesOfBenchmarksHaveNoCycles() {
    var imports = new HashMap<String, Set<String>>();
    for (Path file : SourceFiles.all()) {
      String text = SourceFiles.text(file);
      Matcher own = BENCHMARK_PACKAGE.matcher(text);
      if (own.find()) {
        Set<String> imported = imports.computeIfAbsent(own.group(1), _ -> new HashSet<>());
        BENCHMARK_IMPORT.matcher(text).results().map(one -> one.group(1)).forEach(imported::add);
      }
    }
    assertThat(imports).hasSizeGreaterThan(2);
    while (imports
        .values()
        .removeIf(imported -> Collections.disjoint(imported, imports.keySet()))) {
      // Those that import none of what is left are in no cycle.
    }
    assertThat(imports).as("packages in a cycle, or that import such").isEmpty();
  }

  @Test
  void oneClassHoldsTheNativeLibrary() {
    Set<String> owners =
        PRODUCT.stream()
            .filter(ArchitectureTest::callsNativeCode)
            .map(ArchitectureTest::outermost)
            .collect(Collectors.toSet());
    assertThat(owners).hasSize(1);
  }

  /** The store in memory has a map that other threads may read; it starts none. */
  @Test
  void topologiesHaveNoThreadsAndNoNetwork() {
    noClasses()
        .that()
        .resideInAPackage("io.millrace.topologies..")
        .and()
        .haveNameNotMatching("io\\.millrace\\.topologies\\.state\\.InMemoryStore(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.net.http..", "java.util.concurrent..")
        .check(PRODUCT);
  }

  @Test
  void noNameSaysNothing() {
    classes()
        .should()
        .haveNameNotMatching(".*(Impl|Manager|Helper|Utils?|Base|Info|Data)$")
        .check(PRODUCT);
  }

  @Test
  void nothingOfOursIsMocked() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.mockito..", "org.easymock..", "io.mockk..")
        .check(EVERYTHING);
  }

  private static boolean callsNativeCode(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(one -> one.getTargetClass().getPackageName().equals("java.lang.foreign"));
  }

  private static String outermost(JavaClass type) {
    return type.getName().split("\\$", 2)[0];
  }
}
