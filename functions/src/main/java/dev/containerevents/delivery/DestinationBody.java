package dev.containerevents.delivery;

import dev.containerevents.event.EventFilter;
import dev.containerevents.http.Request;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client sends to create a destination, or to change one. Members that are missing are null.
///
/// @param secret of any kind, whatever its kind calls it
/// @param state  `active` or `paused`
record DestinationBody(
        @Nullable ReceiverUrl receiver,
        @Nullable String url,
        @Nullable String form,
        @Nullable String secret,
        @Nullable EventFilter filter,
        @Nullable DestinationStart from,
        @Nullable String state) {

    private static final String HTTPS = "https";
    private static final String FROM = "from";

    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,512}");

    private static final int MOST_BYTES = 16 * 1024;

    /// Reads the body of a request.
    static JsonObjectReader members(Request request, Faults faults) {
        return JsonObjectReader.read(request.jsonBody("A destination", MOST_BYTES), "body", faults);
    }

    /// Takes the kind of a new destination. Null if there is no such kind.
    static @Nullable String kind(JsonObjectReader members) {
        members.require("kind", "url");
        String kind = members.string("kind", 0, Integer.MAX_VALUE);
        return kind == null || Kind.NAMES.contains(kind)
                ? kind
                : members.fault("kind", "must be one of " + String.join(", ", Kind.NAMES));
    }

    /// Reads the other members of a new destination.
    static DestinationBody ofNew(
            JsonObjectReader members, String kind, AllowedHosts allowed, String own, Faults faults) {
        members.require(secretName(kind));
        String form = kind.equals(HTTPS) ? form(members) : null;
        DestinationBody body =
                read(members, kind, form, DestinationStart.take(members, FROM), null, allowed, own, faults);
        members.rejectUnknown();
        return body;
    }

    /// Reads the members of a change.
    static DestinationBody ofChange(
            JsonObjectReader members, String kind, AllowedHosts allowed, String own, Faults faults) {
        String state = members.string("state", 0, Integer.MAX_VALUE);
        if (state != null && !state.equals("active") && !state.equals("paused")) {
            members.fault("state", "must be active or paused");
        }
        DestinationStart from = DestinationStart.take(members, FROM);
        if (from != null && !"active".equals(state)) {
            members.fault(FROM, "needs the state active: it says where to go on");
        }
        DestinationBody body = read(members, kind, null, from, state, allowed, own, faults);
        members.rejectUnknown();
        return body;
    }

    private static DestinationBody read(
            JsonObjectReader members,
            String kind,
            @Nullable String form,
            @Nullable DestinationStart from,
            @Nullable String state,
            AllowedHosts allowed,
            String own,
            Faults faults) {
        String url = members.string("url", 1, Integer.MAX_VALUE);
        ReceiverUrl receiver =
                url == null ? null : ReceiverUrl.read(url, allowed, own, why -> members.fault("url", why));
        String secret = secret(members, kind);
        return new DestinationBody(receiver, url, form, secret, DestinationFilter.take(members, faults), from, state);
    }

    /// Returns how a kind calls its secret.
    static String secretName(String kind) {
        return kind.equals(HTTPS) ? "secret" : "token";
    }

    private static @Nullable String secret(JsonObjectReader members, String kind) {
        String name = secretName(kind);
        String secret = members.string(name, 0, Integer.MAX_VALUE);
        if (secret == null) {
            return null;
        }
        if (kind.equals(HTTPS)) {
            return Signature.isSecret(secret) ? secret : members.fault(name, Signature.RULE);
        }
        return TOKEN.matcher(secret).matches()
                ? secret
                : members.fault(name, "must have 1 to 512 visible ASCII characters");
    }

    private static @Nullable String form(JsonObjectReader members) {
        String form = members.string("form", 0, Integer.MAX_VALUE);
        if (form == null) {
            return HttpsKind.Form.JSON.text();
        }
        for (HttpsKind.Form known : HttpsKind.Form.values()) {
            if (known.text().equals(form)) {
                return form;
            }
        }
        return members.fault("form", "must be json, cloudevents or ndjson");
    }
}
