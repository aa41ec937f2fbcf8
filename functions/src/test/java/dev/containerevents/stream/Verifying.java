package dev.containerevents.stream;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.table.LocalTable;
import java.io.IOException;

/// Stands in for an operator.
public final class Verifying {

    private Verifying() {}

    /// What the real function answers to a command.
    public static JsonNode verify(String command, LocalTable table) throws IOException {
        return HandlerInvocation.of(verifier(table), command);
    }

    /// The real function.
    public static RequestStreamHandler verifier(LocalTable table) {
        return new VerifyLedger(table.access(), table.events(), table.ledger());
    }
}
