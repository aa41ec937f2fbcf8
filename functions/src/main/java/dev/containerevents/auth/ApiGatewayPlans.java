package dev.containerevents.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.containerevents.aws.Aws;
import dev.containerevents.aws.RestService;
import dev.containerevents.event.Tier;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;

/// The usage plans in API Gateway itself. Its REST API is called directly: two calls don't justify another client
/// of the SDK in the jar that every function loads.
final class ApiGatewayPlans implements UsagePlans {

    /// The variable with the plans' ids: `small=a1b2c3 medium=…`.
    static final String PLANS = "USAGE_PLANS";

    private static final int CREATED = 201;
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final RestService apiGateway;
    private final Map<Tier, String> ids;
    private final String prefix;
    private final SecureRandom random = new SecureRandom();

    /// @param ids    the plan of each tier
    /// @param prefix what all usage keys of the deployment begin with
    ApiGatewayPlans(RestService apiGateway, Map<Tier, String> ids, String prefix) {
        this.apiGateway = apiGateway;
        this.ids = ids;
        this.prefix = prefix;
    }

    static ApiGatewayPlans deployed() {
        Map<Tier, String> ids = new EnumMap<>(Tier.class);
        for (String plan : Aws.variable(PLANS).split(" ", -1)) {
            int name = plan.indexOf('=');
            Tier.of(plan.substring(0, name)).ifPresent(tier -> ids.put(tier, plan.substring(name + 1)));
        }
        return new ApiGatewayPlans(Aws.rest("api_gateway", "apigateway"), ids, Aws.variable(UsageKey.PREFIX));
    }

    @Override
    public String addKey(String org, Tier tier) throws Unreachable {
        String value = UsageKey.random(prefix, random);
        String id = create(
                        "/apikeys",
                        MAPPER.createObjectNode()
                                .put("name", org + " " + tier.text())
                                .put("value", value)
                                .put("enabled", true))
                .path("id")
                .asText();
        create(
                "/usageplans/" + ids.get(tier) + "/keys",
                MAPPER.createObjectNode().put("keyId", id).put("keyType", "API_KEY"));
        return value;
    }

    @Override
    public boolean owns(String usageKey) {
        return usageKey.startsWith(prefix);
    }

    /// Creates a resource, and returns what API Gateway says of it.
    private JsonNode create(String path, JsonNode resource) throws Unreachable {
        try {
            RestService.Answer answer = apiGateway.post(path, MAPPER.writeValueAsBytes(resource));
            if (answer.status() != CREATED) {
                throw new IOException("API Gateway answered " + path + " with " + answer.status());
            }
            return MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new Unreachable(e);
        }
    }
}
