package dev.containerevents.stream;

import dev.containerevents.event.Org;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A command to [VerifyLedger]: what to verify.
///
/// @param day its beginning
record VerifyCommand(String org, Instant day, boolean repair) {

    /// Reads a command. Empty if there is any fault.
    static Optional<VerifyCommand> read(String json, Faults faults) {
        JsonObjectReader members = JsonObjectReader.read(json, "command", faults);
        members.require("org_id", "day");
        String org = members.string("org_id", 0, Integer.MAX_VALUE);
        if (org != null && !Org.isId(org)) {
            members.fault("org_id", Org.ID_RULE);
        }
        Instant day = day(members);
        boolean repair = members.flag("repair");
        members.rejectUnknown();
        return faults.none() && org != null && day != null
                ? Optional.of(new VerifyCommand(org, day, repair))
                : Optional.empty();
    }

    private static @Nullable Instant day(JsonObjectReader members) {
        String text = members.string("day", 0, Integer.MAX_VALUE);
        try {
            return text == null
                    ? null
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            return members.fault("day", "must be a date: 2026-11-20");
        }
    }
}
