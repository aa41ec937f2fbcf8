package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.Container;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventType;
import dev.containerevents.event.IdempotencyKey;
import dev.containerevents.event.IpAddress;
import dev.containerevents.event.Status;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonArrayReader;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The filters of lists as a JSON object: `{"event_type":["ACCESS"],"status":"FAIL"}`.
final class DestinationFilter {

    private static final int MOST_BYTES = 4 * 1024;
    private static final int MOST_TYPES = 20;
    private static final int LONGEST_TEXT = 256;
    private static final int LONGEST_SOURCE = 255;

    private static final String TYPE = "event_type";
    private static final String STATUS = "status";
    private static final String CONTAINER = "container_id";
    private static final String ACTOR = "actor";
    private static final String SOURCE = "source";
    private static final String CLIENT_IP = "client_ip";
    private static final String KEY = "idempotency_key";
    private static final String TEXT = "q";

    private DestinationFilter() {}

    /// Takes the member `filters` of a body. Null if it is missing, or invalid.
    static @Nullable EventFilter take(JsonObjectReader body, Faults faults) {
        JsonText json = body.object("filters", MOST_BYTES);
        return json == null ? null : read(json.value(), body.where() + "/filters", faults);
    }

    /// Reads what [#text] returned.
    static EventFilter of(String text) {
        return read(text, "filters", new Faults());
    }

    private static EventFilter read(String json, String where, Faults faults) {
        JsonObjectReader members = JsonObjectReader.read(json, where, faults);
        EventFilter filter = new EventFilter(
                types(members, faults),
                status(members),
                container(members),
                members.string(ACTOR, 1, LONGEST_TEXT),
                members.string(SOURCE, 1, LONGEST_SOURCE),
                clientIp(members),
                members.string(KEY, 1, IdempotencyKey.LONGEST),
                members.string(TEXT, 1, LONGEST_TEXT));
        members.rejectUnknown();
        return filter;
    }

    private static Set<String> types(JsonObjectReader members, Faults faults) {
        Set<String> types = new LinkedHashSet<>();
        JsonText list = members.array(TYPE);
        if (list == null) {
            return types;
        }
        for (String element : JsonArrayReader.read(list.value(), members.where() + "/" + TYPE, faults)) {
            String type = new JsonText(element).string().orElse("");
            if (!EventType.isOne(type)) {
                members.fault(TYPE, EventType.RULE);
            }
            types.add(EventType.stored(type));
        }
        if (types.size() > MOST_TYPES) {
            members.fault(TYPE, "must have at most " + MOST_TYPES + " types");
        }
        return types;
    }

    private static @Nullable Status status(JsonObjectReader members) {
        String status = members.string(STATUS, 0, Integer.MAX_VALUE);
        return switch (status) {
            case null -> null;
            case "SUCCESS" -> Status.SUCCESS;
            case "FAIL" -> Status.FAIL;
            default -> members.fault(STATUS, "must be SUCCESS or FAIL");
        };
    }

    private static @Nullable String container(JsonObjectReader members) {
        String container = members.string(CONTAINER, 0, Integer.MAX_VALUE);
        return container == null || Container.isId(container) ? container : members.fault(CONTAINER, Container.ID_RULE);
    }

    private static @Nullable String clientIp(JsonObjectReader members) {
        String address = members.string(CLIENT_IP, 0, Integer.MAX_VALUE);
        if (address == null) {
            return null;
        }
        Optional<String> read = IpAddress.read(address);
        return read.isPresent() ? read.get() : members.fault(CLIENT_IP, IpAddress.RULE);
    }

    static String text(EventFilter filter) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Json.write(text, json -> write(json, filter));
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, EventFilter filter) throws IOException {
        json.writeStartObject();
        if (!filter.types().isEmpty()) {
            json.writeArrayFieldStart(TYPE);
            for (String type : filter.types()) {
                json.writeString(type);
            }
            json.writeEndArray();
        }
        writeUnlessNull(json, STATUS, filter.status());
        writeUnlessNull(json, CONTAINER, filter.container());
        writeUnlessNull(json, ACTOR, filter.actor());
        writeUnlessNull(json, SOURCE, filter.source());
        writeUnlessNull(json, CLIENT_IP, filter.clientIp());
        writeUnlessNull(json, KEY, filter.idempotencyKey());
        writeUnlessNull(json, TEXT, filter.text());
        json.writeEndObject();
    }

    private static void writeUnlessNull(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }
}
