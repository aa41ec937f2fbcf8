package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.template.Template;
import dev.containerevents.infra.local.usage.LocalUsagePlans;
import dev.containerevents.infra.local.usage.TokenBucket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Limits the requests of each usage key and of each method, in AWS's order: first those of the client, then those
/// of the method. Without limits of its own, a method has those of the stage, in a bucket of its own. Thread-safe.
final class Throttling {

    private static final String ALL_METHODS = "/*/*";

    private final LocalUsagePlans plans;

    /// The settings by path and method.
    private final Map<String, JsonNode> settings = new HashMap<>();

    private final Map<String, Optional<TokenBucket>> methods = new ConcurrentHashMap<>();

    Throttling(Template template, LocalUsagePlans plans) {
        this.plans = plans;
        template.resources("AWS::ApiGateway::Stage").stream()
                .flatMap(stage -> stage.properties().path("MethodSettings").valueStream())
                .forEach(method -> settings.put(
                        // Its slashes are encoded, except the first.
                        method.path("ResourcePath")
                                        .asText()
                                        .replaceFirst("^/~1", "/")
                                        .replace("~1", "/") + "/"
                                + method.path("HttpMethod").asText(),
                        method));
    }

    /// Counts a request that has a usage key.
    ///
    /// @param usageKey what the authorizer returned; null if it returned none
    void countClient(@Nullable String usageKey) throws GatewayFault {
        TokenBucket bucket = Optional.ofNullable(usageKey)
                .flatMap(plans::bucket)
                .orElseThrow(() -> new GatewayFault(
                        GatewayFault.Type.INVALID_API_KEY, "the usage key " + usageKey + " is in no usage plan"));
        if (!bucket.take()) {
            throw new GatewayFault(GatewayFault.Type.THROTTLED, "the usage key's limit is exceeded");
        }
    }

    /// Counts a request of a method.
    void countMethod(Routes.Route route) throws GatewayFault {
        String method = route.resource() + "/" + route.method();
        Optional<TokenBucket> bucket = methods.computeIfAbsent(method, this::bucket);
        if (bucket.isPresent() && !bucket.get().take()) {
            throw new GatewayFault(GatewayFault.Type.THROTTLED, "the limit of " + method + " is exceeded");
        }
    }

    private Optional<TokenBucket> bucket(String method) {
        return Optional.ofNullable(settings.getOrDefault(method, settings.get(ALL_METHODS)))
                .filter(found -> found.has("ThrottlingRateLimit"))
                .map(found -> new TokenBucket(
                        found.path("ThrottlingRateLimit").asDouble(),
                        found.path("ThrottlingBurstLimit").asInt()));
    }
}
