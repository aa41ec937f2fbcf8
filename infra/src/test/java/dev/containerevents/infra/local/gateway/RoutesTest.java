package dev.containerevents.infra.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RoutesTest {

    private final Routes routes = routes(
            "GET /",
            "GET /a/{x}",
            "GET /a/fixed",
            "POST /a/posted",
            "GET /a/fixed/{y}/end",
            "GET /a/{x}/other",
            "GET /{z}/b");

    @Test
    void prefersAFixedSegmentToAParameter() {
        assertThat(resource("/a/fixed")).hasValue("/a/fixed");
        assertThat(resource("/a/free")).hasValue("/a/{x}");
    }

    @Test
    void usesAParameterIfTheFixedSegmentLeadsNowhere() {
        assertThat(resource("/a/free/other")).hasValue("/a/{x}/other");
        assertThat(resource("/a/fixed/other")).hasValue("/a/{x}/other");
        assertThat(resource("/a/b")).hasValue("/a/{x}");
        assertThat(resource("/a/b/b")).isEmpty();
    }

    @Test
    void usesAParameterIfTheFixedSegmentHasOtherMethods() {
        assertThat(routes.match("GET", "/a/posted")).hasValueSatisfying(match -> {
            assertThat(match.route().resource()).isEqualTo("/a/{x}");
            assertThat(match.parameters()).isEqualTo(Map.of("x", "posted"));
        });
        assertThat(routes.match("POST", "/a/posted"))
                .hasValueSatisfying(
                        match -> assertThat(match.route().resource()).isEqualTo("/a/posted"));
        assertThat(routes.match("POST", "/a/free")).isEmpty();
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

    /// @param methods each with its path
    private static Routes routes(String... methods) {
        ObjectNode body = JsonTree.object();
        for (String method : methods) {
            String[] words = method.split(" ", -1);
            body.withObject("/paths")
                    .putObject(words[1])
                    .putObject(words[0].toLowerCase(Locale.ROOT))
                    .putObject("x-amazon-apigateway-integration")
                    .put("type", "aws_proxy");
        }
        return new Routes(body);
    }
}
