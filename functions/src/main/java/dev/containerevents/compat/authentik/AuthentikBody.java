package dev.containerevents.compat.authentik;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.event.EventCandidate;
import dev.containerevents.event.IpAddress;
import dev.containerevents.http.Problem;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Members;
import dev.containerevents.json.Unicode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a client of authentik sends, and words each fault as authentik does. Members that it doesn't know,
/// and those that it sets itself, are passed over. Not thread-safe.
final class AuthentikBody {

    private static final String REQUIRED = "This field is required.";
    private static final String NULL = "This field may not be null.";
    private static final String BLANK = "This field may not be blank.";

    private final Members members;
    private final AuthentikFaults faults;

    private AuthentikBody(Members members, AuthentikFaults faults) {
        this.members = members;
        this.faults = faults;
    }

    /// Reads an event. Empty if there is any fault.
    ///
    /// @throws Problem 400 if the body is no JSON
    static Optional<AuthentikEvent> read(String body, AuthentikFaults faults) {
        Faults unreadable = new Faults();
        // Without a body authentik misses the members that it requires.
        Members members = Members.read(body.isEmpty() ? "{}" : body, "body", unreadable);
        if (members.isReadable()) {
            return new AuthentikBody(members, faults).read();
        }
        JsonToken other = other(body);
        if (other == null) {
            throw Problem.badRequest(unreadable);
        }
        faults.add(
                AuthentikFaults.WHOLE,
                other == JsonToken.VALUE_NULL
                        ? "No data provided"
                        : "Invalid data. Expected a dictionary, but got " + type(other) + ".");
        return Optional.empty();
    }

    private Optional<AuthentikEvent> read() {
        String action = action();
        JsonText sentApp = members.any("app");
        String app = app(sentApp);
        JsonText user = any("user");
        JsonText context = any("context");
        JsonText brand = any("brand");
        String clientIp = clientIp();
        Instant expires = expires();
        if (action == null || app == null || sentApp == null || !faults.none()) {
            return Optional.empty();
        }
        AuthentikEvent event = new AuthentikEvent(action, app, sentApp, user, context, brand, clientIp, expires);
        if (event.kept().bytes() > EventCandidate.MOST_CONTEXT_BYTES) {
            faults.add(
                    AuthentikFaults.WHOLE,
                    "app, user, context and brand may have " + EventCandidate.MOST_CONTEXT_BYTES + " bytes together.");
            return Optional.empty();
        }
        return Optional.of(event);
    }

    private @Nullable String action() {
        JsonText value = members.any("action");
        if (value == null || value.isNull()) {
            return fault("action", value == null ? REQUIRED : NULL);
        }
        String text = value.string()
                .filter(string -> !Unicode.hasUnpairedSurrogate(string))
                .orElse(value.value());
        return value.string().isPresent() && AuthentikAction.isOne(text)
                ? text
                : fault("action", "\"" + text + "\" is not a valid choice.");
    }

    /// A number is a text to authentik.
    private @Nullable String app(@Nullable JsonText value) {
        if (value == null || value.isNull()) {
            return fault("app", value == null ? REQUIRED : NULL);
        }
        Optional<String> text = value.isNumber() ? Optional.of(value.value()) : value.string();
        if (text.isEmpty()) {
            return fault("app", "Not a valid string.");
        }
        String app = text.get().strip();
        if (app.isEmpty()) {
            return fault("app", BLANK);
        }
        if (app.indexOf('\0') >= 0) {
            return fault("app", "Null characters are not allowed.");
        }
        return Unicode.hasUnpairedSurrogate(app) ? fault("app", "Surrogate characters are not allowed.") : app;
    }

    private @Nullable JsonText any(String name) {
        JsonText value = members.any(name);
        return value != null && value.isNull() ? fault(name, NULL) : value;
    }

    private @Nullable String clientIp() {
        JsonText value = members.any("client_ip");
        if (value == null || value.isNull()) {
            return null;
        }
        Optional<String> address = value.string().map(String::strip);
        if (address.filter(String::isEmpty).isPresent()) {
            return fault("client_ip", BLANK);
        }
        return address.filter(IpAddress::isOne).isPresent()
                ? address.get()
                : fault("client_ip", "Enter a valid IPv4 or IPv6 address.");
    }

    private @Nullable Instant expires() {
        JsonText value = members.any("expires");
        if (value == null || value.isNull()) {
            return value == null ? null : fault("expires", NULL);
        }
        Optional<Instant> time = value.string().flatMap(AuthentikTime::parse);
        if (time.isEmpty()) {
            return fault("expires", AuthentikTime.RULE);
        }
        return AuthentikTime.isInRange(time.get())
                ? time.get().truncatedTo(ChronoUnit.MILLIS)
                : fault("expires", AuthentikTime.OUT_OF_RANGE);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
    private <T> @Nullable T fault(String member, String why) {
        faults.add(member, why);
        return null;
    }

    /// What the body is, if it is one JSON value but no object.
    private static @Nullable JsonToken other(String body) {
        try (JsonParser json = Json.STRICT.createParser(body)) {
            JsonToken token = json.nextToken();
            json.skipChildren();
            return token == JsonToken.START_OBJECT || json.nextToken() != null ? null : token;
        } catch (IOException e) {
            return null;
        }
    }

    /// As authentik's language calls it.
    private static String type(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "list";
            case VALUE_STRING -> "str";
            case VALUE_NUMBER_INT -> "int";
            case VALUE_NUMBER_FLOAT -> "float";
            default -> "bool";
        };
    }
}
