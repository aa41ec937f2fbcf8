package dev.containerevents;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.containerevents.aws.Handler;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/// Which packages may depend on which.
@AnalyzeClasses(packages = "dev.containerevents", importOptions = ImportOption.DoNotIncludeTests.class)
final class FunctionsArchitectureTest {

    @ArchTest
    static final ArchRule packagesDependDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("json")
            .definedBy("..json..")
            .layer("otlp")
            .definedBy("..otlp..")
            .layer("event")
            .definedBy("..event..")
            .layer("table")
            .definedBy("..table..")
            .layer("ledger")
            .definedBy("..ledger..")
            .layer("count")
            .definedBy("..count..")
            .layer("http")
            .definedBy("..http..")
            .layer("endpoints")
            .definedBy(
                    "..orgs..",
                    "..intake..",
                    "..auth..",
                    "..stream..",
                    "..compat..",
                    "..console..",
                    "..contract..",
                    "..delivery..")
            .whereLayer("endpoints")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("otlp")
            .mayOnlyBeAccessedByLayers("endpoints")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("endpoints")
            .whereLayer("count")
            .mayOnlyBeAccessedByLayers("endpoints")
            .whereLayer("ledger")
            .mayOnlyBeAccessedByLayers("count", "endpoints")
            .whereLayer("table")
            .mayOnlyBeAccessedByLayers("ledger", "count", "http", "endpoints")
            .whereLayer("event")
            .mayOnlyBeAccessedByLayers("table", "ledger", "count", "http", "endpoints");

    @ArchTest
    static final ArchRule packagesFormNoCircles =
            slices().matching("dev.containerevents.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noDialectKnowsAnother = slices().matching("dev.containerevents.compat.(*)..")
            .should()
            .notDependOnEachOther()
            .because("to delete a dialect is to delete a folder");

    @ArchTest
    static final ArchRule nobodyKnowsADialect = noClasses()
            .that()
            .resideOutsideOfPackage("..compat..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..compat..");

    @ArchTest
    static final ArchRule onlyTheTableKnowsDynamoDb = noClasses()
            .that()
            .resideOutsideOfPackage("..table..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk.services.dynamodb..");

    @ArchTest
    static final ArchRule onlyTheStreamAndDeliveryKnowQueuesAndTheBus = noClasses()
            .that()
            .resideOutsideOfPackages("..stream..", "..delivery..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "software.amazon.awssdk.services.sqs..", "software.amazon.awssdk.services.eventbridge..");

    @ArchTest
    static final ArchRule fewKnowTheSdk = noClasses()
            .that()
            .resideOutsideOfPackages("..table..", "..stream..", "..delivery..", "..aws..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule theDomainKnowsNeitherAwsNorHttp = noClasses()
            .that()
            .resideInAnyPackage("..event..", "..json..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.amazonaws..", "..http..");

    @ArchTest
    static final ArchRule requestsAreReadWithoutAMapper = noClasses()
            .that()
            .resideOutsideOfPackage("..auth..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson.databind..")
            .because("loading it doubles the cold start of a function");

    @ArchTest
    static final ArchRule handlersShareTheLifeCycleOfASnapshot =
            classes().that().implement(RequestStreamHandler.class).should().beAssignableTo(Handler.class);

    @ArchTest
    static final ArchRule randomNumbersCanBeSeededAfterARestore = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, ThreadLocalRandom.class, SplittableRandom.class)
            .orShould()
            .callMethod(Math.class, "random")
            .because("their seeds are in the snapshot");

    @ArchTest
    static final ArchRule handlersAreFinal = classes()
            .that()
            .implement(RequestStreamHandler.class)
            .and()
            .doNotHaveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
