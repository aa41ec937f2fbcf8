package dev.containerevents.delivery;

import dev.containerevents.event.Sha256;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The ids of destinations, as they stand in paths.
final class DestinationPath {

    private static final Pattern ID = Pattern.compile("dst_[0-9a-f]{24}");

    private static final int BYTES = 12;

    private static final SecureRandom RANDOM = new SecureRandom();

    private DestinationPath() {}

    /// Returns the id of a new destination: the same for the same key of the same organisation.
    static String newId(String org, Optional<String> idempotencyKey) {
        byte[] bytes = new byte[BYTES];
        if (idempotencyKey.isPresent()) {
            ByteBuffer digest = Sha256.of(List.of("destination", org, idempotencyKey.get()));
            digest.get(bytes);
        } else {
            RANDOM.nextBytes(bytes);
        }
        return "dst_" + HexFormat.of().formatHex(bytes);
    }

    /// Returns whether a destination can have that id.
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /// Returns the destination that the path names.
    ///
    /// @throws Problem 404 if none has that id
    static DestinationKey key(Request request, String org) {
        String id = request.pathParameter("destination_id");
        if (!isId(id)) {
            throw notFound();
        }
        return new DestinationKey(org, id);
    }

    /// @throws Problem 404 if there is no such destination
    static StoredDestination find(DestinationTable table, Request request, String org, RequestBudget budget) {
        return table.get(key(request, org), budget).orElseThrow(DestinationPath::notFound);
    }

    static Problem notFound() {
        return Problem.notFound("The organisation has no destination with this id.");
    }

    /// Returns the host of our own API, as this client calls it.
    static String ownHost(Request request) {
        return DestinationJson.host(request.address(""));
    }
}
