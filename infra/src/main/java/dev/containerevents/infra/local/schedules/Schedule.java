package dev.containerevents.infra.local.schedules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Policy;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A schedule of the template that invokes a function.
///
/// @param function the ARN, with its qualifier
public record Schedule(String id, Duration rate, String function) {

    private static final Pattern RATE = Pattern.compile("rate\\((\\d{1,6}) (minute|hour|day)s?\\)");

    /// Returns the schedules whose target is a function. Others aren't run: the weekly calls keep snapshots
    /// active, which don't exist locally.
    ///
    /// @throws IllegalArgumentException if the local cloud doesn't support a schedule, or AWS would drop its calls
    public static List<Schedule> of(Template template) {
        return template.resources("AWS::Scheduler::Schedule").stream()
                .filter(schedule -> target(schedule.properties()).startsWith("arn:aws:lambda:"))
                .map(schedule -> of(template, schedule))
                .toList();
    }

    private static Schedule of(Template template, Template.Resource resource) {
        JsonNode properties = resource.properties();
        String function = target(properties);
        String role = properties.path("Target").path("RoleArn").asText();
        Policy policy = Roles.policy(template, role.substring(role.lastIndexOf('/') + 1));
        if (policy.evaluate("lambda:InvokeFunction", function, Map.of()) != Policy.Verdict.ALLOWED) {
            throw new IllegalArgumentException(
                    "AWS would drop the calls of %s: its role doesn't allow lambda:InvokeFunction on %s."
                            .formatted(resource.id(), function));
        }
        if (properties.path("Target").has("Input")) {
            throw new IllegalArgumentException("The local cloud doesn't support the Input of " + resource.id() + ".");
        }
        return new Schedule(
                resource.id(), rate(properties.path("ScheduleExpression").asText()), function);
    }

    private static String target(JsonNode properties) {
        return properties.path("Target").path("Arn").asText();
    }

    private static Duration rate(String expression) {
        Matcher rate = RATE.matcher(expression);
        if (!rate.matches()) {
            throw new IllegalArgumentException("The local cloud doesn't support the schedule " + expression + ".");
        }
        long number = Long.parseLong(rate.group(1));
        return switch (rate.group(2)) {
            case "minute" -> Duration.ofMinutes(number);
            case "hour" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
