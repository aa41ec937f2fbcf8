package dev.containerevents.infra;

import java.util.Locale;

/// One thing that a function may do with the table.
///
/// @param place `events`, the table itself, or the name of an index
public record TableAccess(Action action, String place) {

    /// The table itself, its event partitions only.
    public static final String EVENTS = "events";

    public enum Action {
        PUT("dynamodb:PutItem"),
        GET("dynamodb:GetItem"),
        QUERY("dynamodb:Query");

        private final String iam;

        Action(String iam) {
            this.iam = iam;
        }

        /// The name of the action in a policy.
        public String iam() {
            return iam;
        }
    }

    /// Reads the contract's way to say it: `query by_access`.
    static TableAccess parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("x-table-access is an action and a place, not '" + text + "'");
        }
        return new TableAccess(Action.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1]);
    }
}
