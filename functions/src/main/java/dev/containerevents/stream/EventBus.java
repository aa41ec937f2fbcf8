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

    /// What a call takes.
    static final int MOST_ENTRIES = 10;

    /// The codes that EventBridge documents as worth another try. Any other is about the entry itself.
    private static final Set<String> PASSING = Set.of("ThrottlingException", "InternalFailure", "InternalException");

    private static final int TOO_LARGE = 413;

    /// What became of an entry.
    sealed interface Outcome {

        record Taken() implements Outcome {}

        /// Nothing is wrong with it.
        record Refused() implements Outcome {}

        /// Something is wrong with one of the entries, and the answer doesn't say which.
        record RefusedTogether() implements Outcome {}

        record Hopeless(String why) implements Outcome {}
    }

    /// The bus of this deployment.
    static EventBus deployed() {
        return new EventBus(Aws.client(EventBridgeClient::builder, "eventbridge", "events"), Aws.variable("EVENT_BUS"));
    }

    /// @throws IllegalArgumentException if the record has no event that the bus could ever take
    BusEntry entry(StreamRecord record) {
        return BusEntry.of(record, name);
    }

    /// Puts these entries, and tells of each what became of it. An entry that was taken may be told to be refused,
    /// if the answer is lost.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException if none was taken, and nothing is wrong with any
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
            // The message isn't told on: it may repeat what was sent.
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
