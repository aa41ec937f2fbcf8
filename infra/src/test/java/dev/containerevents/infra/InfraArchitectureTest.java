package dev.containerevents.infra;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Which packages may depend on which.
@AnalyzeClasses(packages = "dev.containerevents.infra", importOptions = ImportOption.DoNotIncludeTests.class)
final class InfraArchitectureTest {

    private static final String LOCAL = "dev.containerevents.infra.local";

    @ArchTest
    static final ArchRule theLocalCloudDependsDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("local")
            .definedBy(LOCAL)
            .layer("streams")
            .definedBy(LOCAL + ".streams")
            .layer("queues")
            .definedBy(LOCAL + ".queues")
            .layer("schedules")
            .definedBy(LOCAL + ".schedules")
            .layer("gateway")
            .definedBy(LOCAL + ".gateway")
            .layer("services")
            .definedBy(LOCAL + ".services")
            .layer("lambda")
            .definedBy(LOCAL + ".lambda")
            .layer("iam")
            .definedBy(LOCAL + ".iam")
            .layer("usage")
            .definedBy(LOCAL + ".usage")
            .layer("template")
            .definedBy(LOCAL + ".template")
            .layer("process")
            .definedBy(LOCAL + ".process")
            .whereLayer("local")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("streams")
            .mayOnlyAccessLayers("services", "lambda", "iam", "template")
            .whereLayer("queues")
            .mayOnlyAccessLayers("services", "lambda", "iam", "template")
            .whereLayer("schedules")
            .mayOnlyAccessLayers("lambda", "iam", "template")
            .whereLayer("gateway")
            .mayOnlyAccessLayers("lambda", "usage", "iam", "template")
            .whereLayer("services")
            .mayOnlyAccessLayers("usage", "iam", "template")
            .whereLayer("usage")
            .mayOnlyAccessLayers("template")
            .whereLayer("lambda")
            .mayOnlyAccessLayers("template", "process")
            .whereLayer("iam")
            .mayOnlyAccessLayers("template")
            .whereLayer("template")
            .mayNotAccessAnyLayer()
            // A new package must have its place here.
            .ensureAllClassesAreContainedInArchitectureIgnoring("dev.containerevents.infra");

    @ArchTest
    static final ArchRule theAppDoesNotKnowTheLocalCloud = noClasses()
            .that()
            .resideInAPackage("dev.containerevents.infra")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(LOCAL + "..");

    @ArchTest
    static final ArchRule aFunctionsProcessNeedsNoOtherPackageOfThisModule = noClasses()
            .that()
            .resideInAPackage(LOCAL + ".process")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.containerevents.infra..").and(resideOutsideOfPackage(LOCAL + ".process")))
            .because("its class path has none");
}
