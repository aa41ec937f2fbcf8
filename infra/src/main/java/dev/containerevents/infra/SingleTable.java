package dev.containerevents.infra;

import dev.containerevents.table.Index;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.ProjectionType;
import software.amazon.awscdk.services.dynamodb.StreamViewType;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.iam.PolicyStatement;

/// The single table with its indexes, and the rights on it.
final class SingleTable {

    static final List<String> INDEXES =
            Arrays.stream(Index.values()).map(Index::attribute).toList();

    private static final Attribute SORT_KEY = text("sk");

    private final Table table;

    SingleTable(Stack stack) {
        table = Table.Builder.create(stack, "EventTable")
                .partitionKey(text("pk"))
                .sortKey(SORT_KEY)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .encryption(TableEncryption.AWS_MANAGED)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtection(true)
                .removalPolicy(RemovalPolicy.RETAIN)
                .timeToLiveAttribute("expires")
                .stream(StreamViewType.NEW_AND_OLD_IMAGES)
                .build();
        for (String index : INDEXES) {
            table.addGlobalSecondaryIndex(GlobalSecondaryIndexProps.builder()
                    .indexName(index)
                    .partitionKey(text(index))
                    .sortKey(SORT_KEY)
                    .projectionType(ProjectionType.ALL)
                    .build());
        }
    }

    Table table() {
        return table;
    }

    /// Allows exactly these accesses: each index by its own name, the table itself only in the named partitions.
    List<PolicyStatement> allow(List<TableAccess> accesses) {
        return accesses.stream()
                .map(access -> {
                    List<String> actions = List.of(access.action().iam());
                    return access.partitions()
                            .map(partitions -> allowPartitions(actions, List.of(partitions)))
                            .orElseGet(() -> allowIndex(actions, access.place()));
                })
                .toList();
    }

    /// Allows these actions on the table itself, in partitions whose keys match one of the patterns.
    PolicyStatement allowPartitions(List<String> actions, List<String> partitions) {
        return PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(table.getTableArn()))
                .conditions(Map.of("ForAllValues:StringLike", Map.of("dynamodb:LeadingKeys", partitions)))
                .build();
    }

    /// Allows reading the stream, which AWS requires of a role before it creates a mapping.
    List<PolicyStatement> allowStream() {
        return List.of(
                PolicyStatement.Builder.create()
                        .actions(List.of("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"))
                        .resources(List.of(streamArn()))
                        .build(),
                // This action isn't about a specific stream.
                PolicyStatement.Builder.create()
                        .actions(List.of("dynamodb:ListStreams"))
                        .resources(List.of("*"))
                        .build());
    }

    String streamArn() {
        return Objects.requireNonNull(table.getTableStreamArn(), "the table has a stream");
    }

    PolicyStatement allowIndex(List<String> actions, String index) {
        if (!INDEXES.contains(index)) {
            throw new IllegalArgumentException("the table has no index '" + index + "', it has " + INDEXES);
        }
        return PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(table.getTableArn() + "/index/" + index))
                .build();
    }

    private static Attribute text(String name) {
        return Attribute.builder().name(name).type(AttributeType.STRING).build();
    }
}
