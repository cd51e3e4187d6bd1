package org.dora4j.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the arrows between the modules that ARCHITECTURE.md draws. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.dora4j");

  @Test
  void everyModuleOnTheClassPathIsChecked() throws IOException {
    Set<String> modules = new TreeSet<>();
    try (Stream<Path> folders = Files.list(Path.of(System.getProperty("dora4j.root")))) {
      folders
          .filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
          .forEach(folder -> modules.add(folder.getFileName().toString()));
    }
    modules.remove("examples");
    Set<String> imported =
        CLASSES.stream()
            .map(type -> type.getPackageName().split("\\.")[2])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(imported).isEqualTo(modules);
  }

  @Test
  void onlyTorchKnowsJavaCpp() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.dora4j.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco.."));
  }

  /** Each module with the modules it may use. */
  @ParameterizedTest
  @CsvSource({
    "torch,   ''",
    "data,    ''",
    "world,   ''",
    "embedded, ''",
    "report,  ''",
    "model,   torch",
    "adapter, model torch",
    "train,   adapter model torch data",
    "eval,    train adapter model torch data",
    "analysis, adapter model torch",
    "serve,   train adapter model torch data",
    "study,   analysis eval train adapter model torch data report",
    "cli,     serve study analysis eval train adapter model torch data report world embedded"
  })
  void aModuleUsesOnlyThoseBelowIt(String module, String below) {
    String[] allowed =
        Stream.concat(Stream.of(module), Arrays.stream(below.split(" ")))
            .filter(name -> !name.isEmpty())
            .map(name -> "org.dora4j." + name + "..")
            .toArray(String[]::new);
    holds(
        classes()
            .that()
            .resideInAPackage("org.dora4j." + module + "..")
            .should()
            .onlyDependOnClassesThat(
                resideInAPackage("org.dora4j..").negate().or(resideInAnyPackage(allowed))));
  }

  @Test
  void packagesHaveNoCycles() {
    holds(slices().matching("org.dora4j.(**)").should().beFreeOfCycles());
  }

  @Test
  void everyPackageSaysWhatItsNullsMean() {
    List<String> unmarked =
        CLASSES.stream()
            .map(type -> type.getPackage())
            .distinct()
            .filter(type -> !type.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
            .map(type -> type.getName())
            .toList();
    assertThat(unmarked).isEmpty();
  }

  private static void holds(ArchRule rule) {
    rule.check(CLASSES);
  }
}
