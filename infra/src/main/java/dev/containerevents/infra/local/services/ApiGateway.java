package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.usage.LocalUsagePlans;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The part of API Gateway's own API with which functions create usage keys: `CreateApiKey` and
/// `CreateUsagePlanKey`. An operation is a method and a path.
public record ApiGateway(LocalUsagePlans plans, Roles roles) implements AwsService {

    private static final Pattern PLAN_KEYS = Pattern.compile("POST (/usageplans/([^/]+)/keys)");

    /// As AWS documents it.
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]{20,128}");

    @Override
    public int success() {
        return 201;
    }

    @Override
    public JsonNode answer(AwsCall call) throws Refusal {
        Matcher planKeys = PLAN_KEYS.matcher(call.operation());
        if (planKeys.matches()) {
            permit(call.caller(), planKeys.group(1));
            return addToPlan(planKeys.group(2), call.request());
        }
        if (call.operation().equals("POST /apikeys")) {
            permit(call.caller(), "/apikeys");
            return create(call.request());
        }
        throw new Refusal(404, "NotFoundException", "The local cloud doesn't know " + call.operation());
    }

    private void permit(String caller, String path) throws Refusal {
        // No account: API Gateway's own ARNs have none.
        String arn = "arn:aws:apigateway:" + Arn.REGION + "::" + path;
        Optional<String> refusal = roles.refusal(caller, "apigateway:POST", arn, Map.of());
        if (refusal.isPresent()) {
            throw new Refusal(403, "AccessDeniedException", refusal.get());
        }
    }

    private JsonNode create(JsonNode request) throws Refusal {
        String value = request.path("value").asText();
        if (!VALUE.matcher(value).matches()) {
            throw new Refusal(400, "BadRequestException", "A value has 20 to 128 letters and digits.");
        }
        if (!request.path("enabled").asBoolean()) {
            throw new Refusal(400, "BadRequestException", "The local cloud has no keys that aren't enabled.");
        }
        String id =
                plans.create(value).orElseThrow(() -> new Refusal(409, "ConflictException", "API Key already exists"));
        return JsonTree.object()
                .put("id", id)
                .put("value", value)
                .put("name", request.path("name").asText());
    }

    private JsonNode addToPlan(String plan, JsonNode request) throws Refusal {
        String key = request.path("keyId").asText();
        if (!request.path("keyType").asText().equals("API_KEY")) {
            throw new Refusal(400, "BadRequestException", "keyType must be API_KEY.");
        }
        // A key can be in one plan of a stage, and the template has one stage.
        if (plans.planOf(key).isPresent()) {
            throw new Refusal(409, "ConflictException", "The key is in a usage plan of this stage already.");
        }
        if (!plans.add(plan, key)) {
            throw new Refusal(404, "NotFoundException", "Invalid Usage Plan ID or API Key identifier specified");
        }
        return JsonTree.object().put("id", key).put("type", "API_KEY");
    }
}
