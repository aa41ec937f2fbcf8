package dev.containerevents.infra;

import dev.containerevents.auth.UsageKey;
import dev.containerevents.event.Tier;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigateway.CfnApiKey;
import software.amazon.awscdk.services.apigateway.CfnUsagePlan;
import software.amazon.awscdk.services.apigateway.CfnUsagePlan.ApiStageProperty;
import software.amazon.awscdk.services.apigateway.CfnUsagePlan.ThrottleSettingsProperty;
import software.amazon.awscdk.services.apigateway.CfnUsagePlanKey;
import software.amazon.awscdk.services.apigateway.SpecRestApi;
import software.amazon.awscdk.services.iam.PolicyStatement;

/// A usage plan for each tier, and the usage keys that organisations without a tier of their own share. Limits
/// apply to each key, not to a plan as a whole.
final class TierPlans {

    private final Map<Tier, CfnUsagePlan> plans = new EnumMap<>(Tier.class);

    /// @param apis whose requests count together
    TierPlans(Stack stack, List<SpecRestApi> apis) {
        for (Tier tier : Tier.values()) {
            plans.put(tier, plan(stack, apis, tier));
        }
        String lowest = Objects.requireNonNull(plans.get(Tier.SMALL)).getRef();
        for (int number = 0; number < UsageKey.SHARED; number++) {
            CfnApiKey key = CfnApiKey.Builder.create(stack, "UsageKey" + number)
                    .enabled(true)
                    .value(prefix() + UsageKey.sharedSuffix(number))
                    .build();
            CfnUsagePlanKey.Builder.create(stack, "PlannedUsageKey" + number)
                    .keyId(key.getRef())
                    .keyType("API_KEY")
                    .usagePlanId(lowest)
                    .build();
        }
    }

    private static CfnUsagePlan plan(Stack stack, List<SpecRestApi> apis, Tier tier) {
        String name = tier.text().substring(0, 1).toUpperCase(Locale.ROOT)
                + tier.text().substring(1);
        return CfnUsagePlan.Builder.create(stack, name + "Plan")
                .description("Tier " + tier.text() + " of " + Aws.STACK_NAME)
                .apiStages(apis.stream()
                        .map(api -> ApiStageProperty.builder()
                                .apiId(api.getRestApiId())
                                .stage(api.getDeploymentStage().getStageName())
                                .build())
                        .toList())
                .throttle(ThrottleSettingsProperty.builder()
                        .rateLimit(tier.rate())
                        .burstLimit(tier.burst())
                        .build())
                .build();
    }

    /// Returns what all usage keys of the stack begin with: the UUID in its id, without hyphens, because a value
    /// is alphanumeric. Values are unique in an account and region, which may have other copies of the stack.
    static String prefix() {
        String uuid = Fn.select(2, Fn.split("/", Aws.STACK_ID));
        return Fn.join("", Fn.split("-", uuid));
    }

    /// Returns the ids of the plans, as ManageAccess reads them.
    String ids() {
        return plans.entrySet().stream()
                .map(plan -> plan.getKey().text() + "=" + plan.getValue().getRef())
                .collect(Collectors.joining(" "));
    }

    /// Allows creating usage keys and adding them to these plans, and nothing else in API Gateway: no key can be
    /// read or deleted, and no API be changed.
    PolicyStatement allowKeys() {
        return PolicyStatement.Builder.create()
                .actions(List.of("apigateway:POST"))
                .resources(Stream.concat(
                                Stream.of(arn("/apikeys")),
                                plans.values().stream().map(plan -> arn("/usageplans/" + plan.getRef() + "/keys")))
                        .toList())
                .build();
    }

    private static String arn(String path) {
        return "arn:" + Aws.PARTITION + ":apigateway:" + Aws.REGION + "::" + path;
    }
}
