package dev.containerevents.infra.local.template;

/// Returns ARNs of a fictitious account.
public final class Arn {

    /// The region of every resource.
    public static final String REGION = "us-east-1";

    /// The id of the account of every resource.
    public static final String ACCOUNT = "000000000000";

    private Arn() {}

    /// Returns the ARN of a service's resource.
    public static String of(String service, String resource) {
        return "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":" + resource;
    }

    /// Returns the ARN of a function, without a qualifier.
    public static String function(String name) {
        return of("lambda", "function:" + name);
    }

    /// Returns the name of a function.
    ///
    /// @param reference its name or ARN, either with an optional `:qualifier`
    public static String functionName(String reference) {
        return reference.startsWith("arn:")
                ? reference.split(":", 8)[6]
                : reference.split(":", 2)[0];
    }

    /// Returns the ARN of a table.
    public static String table(String name) {
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
