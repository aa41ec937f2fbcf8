package dev.containerevents.infra.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.template.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Evaluates an IAM policy: the statements of one or more policy documents, of a role or an authorizer.
///
/// It rejects statements that it can't evaluate: ignoring them would allow too much or too little.
public record Policy(List<Statement> statements) {

    /// What the statements say about an action on a resource.
    public enum Verdict {
        ALLOWED,
        DENIED,
        NOT_MENTIONED
    }

    /// Returns the policy of all these documents together.
    public static Policy of(Stream<JsonNode> documents) {
        return new Policy(documents
                .flatMap(document -> {
                    JsonNode statements = document.path("Statement");
                    return statements.isArray()
                            ? StreamSupport.stream(statements.spliterator(), false)
                            : Stream.of(statements).filter(JsonNode::isObject);
                })
                .map(Statement::of)
                .toList());
    }

    /// Returns the effect. An explicit Deny takes precedence.
    public Verdict evaluate(String action, String resource, Map<String, Set<String>> context) {
        Verdict verdict = Verdict.NOT_MENTIONED;
        for (Statement statement : statements) {
            if (statement.covers(action, resource, context)) {
                if (!statement.allows()) {
                    return Verdict.DENIED;
                }
                verdict = Verdict.ALLOWED;
            }
        }
        return verdict;
    }

    record Statement(boolean allows, List<Pattern> actions, List<Pattern> resources, List<Condition> conditions) {

        private static final Set<String> KNOWN = Set.of("Sid", "Effect", "Action", "Resource", "Condition");

        static Statement of(JsonNode node) {
            node.fieldNames().forEachRemaining(name -> {
                if (!KNOWN.contains(name)) {
                    throw new IllegalArgumentException("The local cloud can't evaluate " + name + " in a policy.");
                }
            });
            return new Statement(
                    node.path("Effect").asText().equals("Allow"),
                    // Actions are case-insensitive.
                    patterns(node.path("Action"), Pattern.CASE_INSENSITIVE),
                    patterns(node.path("Resource"), 0),
                    node.path("Condition").properties().stream()
                            .flatMap(operator -> operator.getValue().properties().stream()
                                    .map(key -> Condition.of(operator.getKey(), key.getKey(), key.getValue())))
                            .toList());
        }

        boolean covers(String action, String resource, Map<String, Set<String>> context) {
            return matchesAny(actions, action)
                    && matchesAny(resources, resource)
                    && conditions.stream().allMatch(condition -> condition.holds(context));
        }
    }

    /// @param forAll `ForAllValues:`, which also matches if the request doesn't have the key
    record Condition(boolean forAll, String key, List<Pattern> values) {

        /// Keys that may have several values in a request. An operator for one value never matches them, so such a
        /// condition is a mistake.
        private static final Set<String> MULTIVALUED = Set.of("dynamodb:LeadingKeys", "dynamodb:Attributes");

        static Condition of(String operator, String key, JsonNode values) {
            boolean forAll = operator.startsWith("ForAllValues:");
            if (!forAll && MULTIVALUED.contains(key)) {
                throw new IllegalArgumentException(
                        "In AWS " + operator + " never matches " + key + ", which may have several values.");
            }
            return switch (forAll ? operator.substring("ForAllValues:".length()) : operator) {
                case "StringLike" -> new Condition(forAll, key, patterns(values, 0));
                case "StringEquals" ->
                    new Condition(
                            forAll,
                            key,
                            JsonTree.texts(values).stream()
                                    .map(value -> Pattern.compile(value, Pattern.LITERAL))
                                    .toList());
                default ->
                    throw new IllegalArgumentException("The local cloud can't evaluate " + operator + " in a policy.");
            };
        }

        boolean holds(Map<String, Set<String>> context) {
            Set<String> actual = context.getOrDefault(key, Set.of());
            return (forAll || actual.size() == 1) && actual.stream().allMatch(value -> matchesAny(values, value));
        }
    }

    /// `*` is any text and `?` any character, including slashes and colons.
    public static Pattern wildcard(String text, int flags) {
        StringBuilder regex = new StringBuilder();
        text.codePoints()
                .mapToObj(Character::toString)
                .map(character -> switch (character) {
                    case "*" -> ".*";
                    case "?" -> ".";
                    default -> Pattern.quote(character);
                })
                .forEach(regex::append);
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
    }

    private static List<Pattern> patterns(JsonNode texts, int flags) {
        return JsonTree.texts(texts).stream().map(text -> wildcard(text, flags)).toList();
    }

    private static boolean matchesAny(List<Pattern> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches());
    }
}
