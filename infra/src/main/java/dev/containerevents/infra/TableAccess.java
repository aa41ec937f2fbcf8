package dev.containerevents.infra;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One right of a function on the table.
///
/// @param place `events`, `counters`, `ledger`, `orgs`, `intake`, `tokens`, `destinations` or `reminders`,
/// partitions of the table itself, or the name of an index
public record TableAccess(Action action, String place) {

    /// The partitions of each place, as in a policy. Every partition key begins with its kind, so that no name of
    /// an organisation or container matches another kind.
    private static final Map<String, String> PARTITIONS = Map.of(
            "events", "E#*",
            "counters", "C#*",
            "ledger", "L#*",
            "orgs", "O#*",
            "intake", "I#*",
            "tokens", "V#*",
            "destinations", "D#*",
            "reminders", "W#*");

    /// Returns its partitions of the table itself; empty if it is about an index.
    public Optional<String> partitions() {
        return Optional.ofNullable(PARTITIONS.get(place));
    }

    public enum Action {
        PUT("dynamodb:PutItem"),
        UPDATE("dynamodb:UpdateItem"),
        DELETE("dynamodb:DeleteItem"),
        GET("dynamodb:GetItem"),
        BATCH_GET("dynamodb:BatchGetItem"),
        QUERY("dynamodb:Query");

        private final String iam;

        Action(String iam) {
            this.iam = iam;
        }

        /// Returns the name of the action in a policy.
        public String iam() {
            return iam;
        }
    }

    /// Reads an entry of the contract: `query by_access`.
    static TableAccess parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("x-table-access is an action and a place, not '" + text + "'");
        }
        return new TableAccess(Action.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1]);
    }
}
