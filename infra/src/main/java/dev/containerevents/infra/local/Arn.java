package dev.containerevents.infra.local;

/// Returns ARNs of a fictitious account.
final class Arn {

    static final String REGION = "us-east-1";
    static final String ACCOUNT = "000000000000";

    private Arn() {}

    static String of(String service, String resource) {
        return "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":" + resource;
    }

    static String function(String name) {
        return of("lambda", "function:" + name);
    }

    static String table(String name) {
        return of("dynamodb", "table/" + name);
    }

    /// Returns the ARN of the table's stream, whatever DynamoDB Local calls it.
    static String stream(String table) {
        return table(table) + "/stream/local";
    }

    static String role(String name) {
        return "arn:aws:iam::" + ACCOUNT + ":role/" + name;
    }
}
