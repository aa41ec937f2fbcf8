package dev.containerevents.table;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/// The table on LocalStack's engine, if Docker runs. 4.14.0 is the last image that needs no account.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventTableOnLocalStackTest extends EventTableContract {

    private static final String NO_DOCKER =
            "Skipped: the table's tests on LocalStack. No Docker engine runs here; they ran on DynamoDB Local.";

    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.14.0");

    private @Nullable LocalStackContainer localStack;
    private @Nullable EventTable table;

    @BeforeAll
    void start() {
        boolean docker = DockerClientFactory.instance().isDockerAvailable();
        if (!docker) {
            // Surefire doesn't print why a test is skipped.
            System.out.println(NO_DOCKER);
        }
        assumeTrue(docker, NO_DOCKER);
        localStack = new LocalStackContainer(IMAGE).withServices("dynamodb");
        localStack.start();
        table = LocalTable.fresh(LocalTable.client(localStack.getEndpoint())).events();
    }

    @AfterAll
    void stop() {
        if (localStack != null) {
            localStack.stop();
        }
    }

    @Override
    EventTable table() {
        return Objects.requireNonNull(table);
    }
}
