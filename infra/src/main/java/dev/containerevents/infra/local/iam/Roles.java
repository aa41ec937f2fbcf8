package dev.containerevents.infra.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The rights of the functions' roles, so that a missing permission shows up here before it does in AWS.
/// Thread-safe.
///
/// A caller of a service is a function. Its access key is its name.
public final class Roles {

    /// The access key of the administrator, who may do everything.
    public static final String ADMINISTRATOR = "local";

    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([^/]+)/");

    private final Map<String, Role> roles = new HashMap<>();

    private record Role(String name, Policy policy) {}

    /// Reads the policies of the functions' roles from the template.
    public Roles(Template template, List<FunctionSpec> functions) {
        for (FunctionSpec function : functions) {
            roles.put(function.name(), new Role(function.role(), policy(template, function.role())));
        }
    }

    /// Returns the policy of a role of the template.
    public static Policy policy(Template template, String role) {
        return Policy.of(documents(template, role));
    }

    private static Stream<JsonNode> documents(Template template, String role) {
        Stream<JsonNode> inline = template.resources("AWS::IAM::Role").stream()
                .filter(resource -> resource.id().equals(role))
                .flatMap(resource -> StreamSupport.stream(
                        resource.properties().path("Policies").spliterator(), false));
        Stream<JsonNode> attached = Stream.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
                .flatMap(type -> template.resources(type).stream())
                .map(Template.Resource::properties)
                .filter(policy -> JsonTree.texts(policy.path("Roles")).contains(role));
        return Stream.concat(inline, attached).map(policy -> policy.path("PolicyDocument"));
    }

    /// Returns the access key that signed a request; empty if none did.
    ///
    /// @param authorization the header
    public static String caller(@Nullable String authorization) {
        Matcher credential =
                ACCESS_KEY.matcher(Optional.ofNullable(authorization).orElse(""));
        return credential.find() ? credential.group(1) : "";
    }

    /// Returns whether the policies of a caller's role allow an action.
    public boolean allow(String caller, String action, String resource, Map<String, Set<String>> context) {
        Role role = roles.get(caller);
        return role != null && role.policy().evaluate(action, resource, context) == Policy.Verdict.ALLOWED;
    }

    /// Requires a right without which AWS refuses to create an event source mapping.
    ///
    /// @param mapping  its name
    /// @param function the function that it feeds, by name or ARN
    public void require(String mapping, String function, String action, String resource) {
        String name = Arn.functionName(function);
        if (!allow(name, action, resource, Map.of())) {
            throw new IllegalArgumentException("AWS would refuse %s: the role of %s doesn't allow %s on %s."
                    .formatted(mapping, name, action, resource));
        }
    }

    /// Returns why the caller isn't allowed to do this, in AWS's words; empty if it is.
    public Optional<String> refusal(String caller, String action, String resource, Map<String, Set<String>> context) {
        if (caller.equals(ADMINISTRATOR)) {
            return Optional.empty();
        }
        Role role = roles.get(caller);
        if (role == null) {
            return Optional.of("The access key " + caller + " belongs to no function of the template.");
        }
        return allow(caller, action, resource, context)
                ? Optional.empty()
                : Optional.of(
                        ("User: arn:aws:sts::%s:assumed-role/%s/%s is not authorized to perform: %s on resource: %s"
                                        + " because no identity-based policy allows the %s action")
                                .formatted(Arn.ACCOUNT, role.name(), caller, action, resource, action));
    }
}
