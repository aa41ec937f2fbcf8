package dev.containerevents.stream;

import dev.containerevents.aws.Aws;
import dev.containerevents.table.StreamRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/// The event bus that other systems listen to. Thread-safe.
///
/// @param name its name in EventBridge
record EventBus(EventBridgeClient client, String name) {

    /// The maximum number of entries in a call.
    static final int MOST_ENTRIES = 10;

    /// The codes for which EventBridge documents another attempt. Any other code is about the entry itself.
    private static final Set<String> PASSING = Set.of("ThrottlingException", "InternalFailure", "InternalException");

    private static final int TOO_LARGE = 413;

    /// The result of an entry.
    sealed interface Outcome {

        record Taken() implements Outcome {}

        /// The entry may be sent again.
        record Refused() implements Outcome {}

        /// One of the entries is invalid, and the response doesn't say which.
        record RefusedTogether() implements Outcome {}

        record Hopeless(String why) implements Outcome {}
    }

    /// Returns the bus of this deployment.
    static EventBus deployed() {
        return new EventBus(Aws.client(EventBridgeClient::builder, "eventbridge", "events"), Aws.variable("EVENT_BUS"));
    }

    /// @throws IllegalArgumentException if the record has no event that the bus could ever accept
    BusEntry entry(StreamRecord record) {
        return BusEntry.of(record, name);
    }

    /// Puts these entries and returns the result of each. If a response is lost, an accepted entry may be reported
    /// as refused.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException if none was accepted, although all are valid
    List<Outcome> put(List<BusEntry> entries) {
        try {
            List<PutEventsResultEntry> results = client.putEvents(put ->
                            put.entries(entries.stream().map(BusEntry::entry).toList()))
                    .entries();
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                outcomes.add(i < results.size() ? outcome(results.get(i)) : new Outcome.Refused());
            }
            return outcomes;
        } catch (AwsServiceException e) {
            if (!isAboutTheEntries(e)) {
                throw e;
            }
            // The message isn't passed on: it may repeat what was sent.
            return Collections.nCopies(
                    entries.size(),
                    entries.size() > 1
                            ? new Outcome.RefusedTogether()
                            : new Outcome.Hopeless("status " + e.statusCode()));
        }
    }

    private static Outcome outcome(PutEventsResultEntry result) {
        String code = result.errorCode();
        if (code == null) {
            return new Outcome.Taken();
        }
        return PASSING.contains(code) ? new Outcome.Refused() : new Outcome.Hopeless(code);
    }

    private static boolean isAboutTheEntries(AwsServiceException e) {
        return e.statusCode() == TOO_LARGE
                || (e.awsErrorDetails() != null
                        && "ValidationException".equals(e.awsErrorDetails().errorCode()));
    }
}
