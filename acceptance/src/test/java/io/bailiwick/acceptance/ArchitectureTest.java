package io.bailiwick.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The arrows between the modules, as ARCHITECTURE.md draws them, read from the compiled classes.
 */
final class ArchitectureTest {

    private static final Path CHECKOUT = Path.of(System.getProperty("bailiwick.checkout", ".."));

    private static final JavaClasses PRODUCTION =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.bailiwick");

    @ParameterizedTest
    @EnumSource
    void aModuleUsesOnlyTheModulesThatItsArrowsName(MavenModule module) {
        noClasses()
                .that(areIn(module))
                .should(dependOnClassesThat(areOutOfReachOf(module)))
                .check(PRODUCTION);
    }

    @Test
    void aPackageIsInOneModuleOnly() {
        Map<String, Set<String>> places = new TreeMap<>();
        for (JavaClass type : PRODUCTION) {
            URI source = type.getSource().orElseThrow().getUri();
            String path = type.getName().replace('.', '/') + ".class";
            places.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                    .add(source.toString().replace(path, ""));
        }
        assertThat(places).isNotEmpty().allSatisfy((name, in) -> assertThat(in).hasSize(1));
    }

    /** The home really uses the library, so a rule whose pattern matches nothing cannot pass. */
    @ParameterizedTest
    @CsvSource({
        "org.snakeyaml.., POLICY",
        "picocli.., CLI",
    })
    void aLibraryHasOneHome(String library, MavenModule home) {
        DescribedPredicate<JavaClass> usesLibrary =
                describe(
                        "use " + library,
                        type ->
                                type.getDirectDependenciesFromSelf().stream()
                                        .anyMatch(dependency ->
                                                resideInAnyPackage(library)
                                                        .test(dependency.getTargetClass())));
        Set<MavenModule> users = new TreeSet<>();
        PRODUCTION.stream().filter(usesLibrary).map(MavenModule::of).forEach(users::add);

        assertThat(users).containsExactly(home);
    }

    @Test
    void nativeCallsAreBoundInLinuxOnly() {
        noClasses()
                .that(
                        describe(
                                "are outside of linux",
                                type -> MavenModule.of(type) != MavenModule.LINUX))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(PRODUCTION);
    }

    @Test
    void onlyTheCommandLineWritesToTheStandardStreams() {
        noClasses()
                .that(
                        describe(
                                "are outside of cli",
                                type -> MavenModule.of(type) != MavenModule.CLI))
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(PRODUCTION);
    }

    @Test
    void nothingLogsExceptThroughTheSystemLogger() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
                .check(PRODUCTION);
    }

    @Test
    void noTestSleeps() throws IOException {
        JavaClasses tests = new ClassFileImporter().importPaths(testClassDirectories());
        ArchRule rule = noClasses().should().callMethod(Thread.class, "sleep", long.class);

        rule.check(tests);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(tests);
    }

    private static List<Path> testClassDirectories() throws IOException {
        try (Stream<Path> modules = Files.list(CHECKOUT)) {
            return modules.map(module -> module.resolve("target/test-classes"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static DescribedPredicate<JavaClass> areIn(MavenModule module) {
        return describe("are in " + module, type -> MavenModule.of(type) == module);
    }

    private static DescribedPredicate<JavaClass> areOutOfReachOf(MavenModule module) {
        return describe(
                "are out of reach of " + module,
                type -> MavenModule.isOurs(type) && !module.mayUse(MavenModule.of(type)));
    }
}
