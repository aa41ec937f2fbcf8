package dev.containerevents.compat.authentik;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.event.Container;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.IpAddress;
import dev.containerevents.http.Problem;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Unicode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a client of authentik sends, and words each fault as authentik does. JsonObjectReader that authentik
/// doesn't know, and those that it sets itself, are ignored. Not thread-safe.
final class AuthentikBody {

    private static final String REQUIRED = "This field is required.";
    private static final String NULL = "This field may not be null.";
    private static final String BLANK = "This field may not be blank.";

    /// An IPv6 address with a zone (RFC 4007).
    private static final Pattern ZONED = Pattern.compile("([^%]*:[^%]*)%[^%/]+");

    private final JsonObjectReader members;
    private final AuthentikFaults faults;

    private AuthentikBody(JsonObjectReader members, AuthentikFaults faults) {
        this.members = members;
        this.faults = faults;
    }

    /// Reads an event. Empty if there is any fault.
    ///
    /// @throws Problem 400 if the body isn't JSON
    static Optional<AuthentikEvent> read(String body, AuthentikFaults faults) {
        Faults unreadable = new Faults();
        // Without a body, authentik reports the required members as missing.
        JsonObjectReader members = JsonObjectReader.read(body.isEmpty() ? "{}" : body, "body", unreadable);
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
        String flawOfApp = members.flaw("app");
        JsonText sentApp = members.any("app");
        String app = app(flawOfApp, sentApp);
        JsonText user = json("user");
        JsonText context = json("context");
        JsonText brand = json("brand");
        String clientIp = clientIp();
        Instant expires = expires();
        if (action == null || app == null || sentApp == null || !faults.none()) {
            return Optional.empty();
        }
        AuthentikEvent event = new AuthentikEvent(action, app, sentApp, user, context, brand, clientIp, expires);
        if (event.kept().bytes() > EventDetails.MOST_CONTEXT_BYTES) {
            faults.add(
                    AuthentikFaults.WHOLE,
                    "app, user, context and brand may have " + EventDetails.MOST_CONTEXT_BYTES + " bytes together.");
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

    /// authentik reads a number as a text. The app names the container, so it must be a container's id.
    private @Nullable String app(@Nullable String flaw, @Nullable JsonText value) {
        if (value == null || value.isNull()) {
            return fault("app", value == null ? REQUIRED : NULL);
        }
        Optional<String> text = value.isNumber() ? Optional.of(value.value()) : value.string();
        if (text.isEmpty()) {
            return fault("app", "Not a valid string.");
        }
        String app = Unicode.strip(text.get());
        if (app.isEmpty()) {
            return fault("app", BLANK);
        }
        if (app.indexOf('\0') >= 0) {
            return fault("app", "Null characters are not allowed.");
        }
        if (flaw != null) {
            return value.isNumber() ? flawed("app", flaw) : fault("app", surrogate(app));
        }
        if (Unicode.hasReplacement(app)) {
            return flawed("app", JsonObjectReader.REPLACEMENT);
        }
        return Container.isId(app) ? app : flawed("app", Container.ID_RULE);
    }

    private static String surrogate(String text) {
        int surrogate = text.codePoints()
                .filter(character -> Character.getType(character) == Character.SURROGATE)
                .findFirst()
                .orElseThrow();
        return "Surrogate characters are not allowed: U+"
                + HexFormat.of().withUpperCase().toHexDigits((char) surrogate) + ".";
    }

    /// Takes a value of any kind except null. Only a context may have U+FFFD.
    private @Nullable JsonText json(String name) {
        @Nullable String flaw = members.flaw(name);
        JsonText value = members.any(name);
        if (value == null) {
            return null;
        }
        if (value.isNull()) {
            return fault(name, NULL);
        }
        if (flaw == null && !name.equals("context") && value.hasReplacement()) {
            return flawed(name, JsonObjectReader.REPLACEMENT);
        }
        return flaw == null ? value : flawed(name, flaw);
    }

    /// Reads an address as Django does: without a zone, and as IPv4 if an IPv4 address is mapped to IPv6. Empty if
    /// the text isn't an address; Django allows neither a port nor brackets.
    private static Optional<String> address(String text) {
        Matcher zoned = ZONED.matcher(text);
        String address = zoned.matches() ? zoned.group(1) : text;
        return IpAddress.isOne(address) ? IpAddress.read(address).map(IpAddress::unmapped) : Optional.empty();
    }

    private @Nullable String clientIp() {
        JsonText value = members.any("client_ip");
        if (value == null || value.isNull()) {
            return null;
        }
        Optional<String> text = value.string().map(Unicode::strip);
        if (text.filter(String::isEmpty).isPresent()) {
            return fault("client_ip", BLANK);
        }
        Optional<String> address = text.flatMap(AuthentikBody::address);
        return address.isPresent() ? address.get() : fault("client_ip", "Enter a valid IPv4 or IPv6 address.");
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
    private <T> @Nullable T flawed(String member, String why) {
        return fault(member, "This field " + why + ".");
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
    private <T> @Nullable T fault(String member, String why) {
        faults.add(member, why);
        return null;
    }

    /// Returns the value of the body if it is JSON but not an object.
    private static @Nullable JsonToken other(String body) {
        try (JsonParser json = Json.STRICT.createParser(body)) {
            JsonToken token = json.nextToken();
            json.skipChildren();
            return token == JsonToken.START_OBJECT || json.nextToken() != null ? null : token;
        } catch (IOException e) {
            return null;
        }
    }

    /// Returns the type's name in authentik's language.
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
