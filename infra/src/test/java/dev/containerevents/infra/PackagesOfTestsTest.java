package dev.containerevents.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Which packages of tests may depend on which.
@AnalyzeClasses(packages = "dev.containerevents.infra", importOptions = ImportOption.OnlyIncludeTests.class)
final class PackagesOfTestsTest {

    @ArchTest
    static final ArchRule theRepositoryIsCheckedWithoutTheTemplate = noClasses()
            .that()
            .resideInAPackage("..infra.repository")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..infra.stack..", "..infra.local..", "..infra.endtoend..");

    @ArchTest
    static final ArchRule theTemplateIsCheckedWithoutRunningIt = noClasses()
            .that()
            .resideInAPackage("..infra.stack")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..infra.local..", "..infra.endtoend..");
}
