package dev.containerevents.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RoutesTest {

    private final Routes routes = routes("/", "/a/{x}", "/a/fixed", "/a/fixed/{y}/end", "/a/{x}/other", "/{z}/b");

    @Test
    void prefersAFixedSegmentToAParameter() {
        assertThat(resource("/a/fixed")).hasValue("/a/fixed");
        assertThat(resource("/a/free")).hasValue("/a/{x}");
    }

    @Test
    void staysWithTheFixedSegmentFurtherDown() {
        assertThat(resource("/a/free/other")).hasValue("/a/{x}/other");
        assertThat(resource("/a/fixed/other")).isEmpty();
        assertThat(resource("/a/b")).hasValue("/a/{x}");
    }

    @Test
    void findsTheRoot() {
        assertThat(resource("/")).hasValue("/");
    }

    @Test
    void needsSomethingForAParameter() {
        assertThat(resource("/a//")).isEmpty();
        assertThat(resource("//b")).isEmpty();
    }

    private Optional<String> resource(String path) {
        return routes.match("GET", path).map(match -> match.route().resource());
    }

    private static Routes routes(String... paths) {
        ObjectNode body = Json.object();
        for (String path : paths) {
            body.withObject("/paths")
                    .putObject(path)
                    .putObject("get")
                    .putObject("x-amazon-apigateway-integration")
                    .put("type", "aws_proxy");
        }
        return new Routes(body);
    }
}
