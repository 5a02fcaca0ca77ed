package io.millrace.standalone.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.service.ProductDefinitionKinds;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionKindsTest {
  @Test
  void everyKindIsInTheList() {
    List<String> classes =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.millrace")
                .stream()
                .filter(one -> one.isAssignableTo(DefinitionKind.class) && !one.isInterface())
                .map(JavaClass::getName)
                .toList();

    assertThat(ProductDefinitionKinds.ALL.all())
        .extracting(kind -> kind.getClass().getName())
        .containsExactlyInAnyOrderElementsOf(classes);
  }
}
