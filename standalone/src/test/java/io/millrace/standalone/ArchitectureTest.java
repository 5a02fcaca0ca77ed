package io.millrace.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.millrace");
  private static final JavaClasses EVERYTHING =
      new ClassFileImporter().importPackages("io.millrace");

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
