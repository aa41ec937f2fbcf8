package dev.containerevents.infra.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PolicyTest {

    @Test
    void matchesStarsAndQuestionMarksAndNothingElse() throws IOException {
        Policy policy = policy("{'Effect':'Allow','Action':'s3:Get*','Resource':['a/?/c.d','x*z']}");

        assertThat(policy.evaluate("s3:GetObject", "a/b/c.d", Map.of())).isEqualTo(Policy.Verdict.ALLOWED);
        assertThat(policy.evaluate("S3:getobject", "xyz/xyz", Map.of())).isEqualTo(Policy.Verdict.ALLOWED);
        assertThat(policy.evaluate("s3:GetObject", "a/b/cxd", Map.of())).isEqualTo(Policy.Verdict.NOT_MENTIONED);
        assertThat(policy.evaluate("s3:PutObject", "a/b/c.d", Map.of())).isEqualTo(Policy.Verdict.NOT_MENTIONED);
    }

    @Test
    void letsADenyWinWhereverItStands() throws IOException {
        Policy policy =
                policy("{'Effect':'Deny','Action':'*','Resource':'b'},{'Effect':'Allow','Action':'*','Resource':'*'}");

        assertThat(policy.evaluate("any", "a", Map.of())).isEqualTo(Policy.Verdict.ALLOWED);
        assertThat(policy.evaluate("any", "b", Map.of())).isEqualTo(Policy.Verdict.DENIED);
    }

    @Test
    void comparesAllValuesWithACondition() throws IOException {
        Policy policy = policy(
                "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'ForAllValues:StringLike':{'keys':['E#*']}}}");

        assertThat(policy.evaluate("any", "a", Map.of("keys", Set.of("E#1", "E#2"))))
                .isEqualTo(Policy.Verdict.ALLOWED);
        assertThat(policy.evaluate("any", "a", Map.of("keys", Set.of("E#1", "K#2"))))
                .isEqualTo(Policy.Verdict.NOT_MENTIONED);
        assertThat(policy.evaluate("any", "a", Map.of())).isEqualTo(Policy.Verdict.ALLOWED);
    }

    @Test
    void needsAValueUnlessItIsForAll() throws IOException {
        Policy policy =
                policy("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':{'key':'*'}}}");

        assertThat(policy.evaluate("any", "a", Map.of("key", Set.of("*")))).isEqualTo(Policy.Verdict.ALLOWED);
        assertThat(policy.evaluate("any", "a", Map.of("key", Set.of("x")))).isEqualTo(Policy.Verdict.NOT_MENTIONED);
        assertThat(policy.evaluate("any", "a", Map.of())).isEqualTo(Policy.Verdict.NOT_MENTIONED);
    }

    @Test
    void matchesSeveralValuesByASetOperatorOnly() throws IOException {
        Policy policy =
                policy("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringLike':{'key':'E#*'}}}");

        assertThat(policy.evaluate("any", "a", Map.of("key", Set.of("E#1")))).isEqualTo(Policy.Verdict.ALLOWED);
        assertThat(policy.evaluate("any", "a", Map.of("key", Set.of("E#1", "E#2"))))
                .isEqualTo(Policy.Verdict.NOT_MENTIONED);
        assertThatThrownBy(
                        () -> policy(
                                "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringLike':{'dynamodb:LeadingKeys':'E#*'}}}"))
                .hasMessageContaining("dynamodb:LeadingKeys");
    }

    @Test
    void rejectsWhatItCanNotEvaluate() {
        assertThatThrownBy(() -> policy("{'Effect':'Allow','NotAction':'*','Resource':'*'}"))
                .hasMessageContaining("NotAction");
        assertThatThrownBy(() ->
                        policy("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'key':'true'}}}"))
                .hasMessageContaining("Bool");
    }

    private static Policy policy(String statements) throws IOException {
        return Policy.of(
                Stream.of(JsonTree.MAPPER.readTree("{\"Statement\":[%s]}".formatted(statements.replace('\'', '"')))));
    }
}
