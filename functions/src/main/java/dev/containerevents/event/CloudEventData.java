package dev.containerevents.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.JsonText;
import java.io.IOException;
import java.util.Base64;

/// The data of a CloudEvent. It becomes the event's context: an object as it is, anything else as the only member
/// of an object.
///
/// @param member its name in the JSON form
/// @param value  its value there
public record CloudEventData(Member member, JsonText value) {

    /// The name of the data in the JSON form of a CloudEvent.
    enum Member {
        /// JSON, or text as a string.
        DATA("data"),
        /// Bytes.
        DATA_BASE64("data_base64");

        private final String text;

        Member(String text) {
            this.text = text;
        }

        private String beginning() {
            return "{\"" + text + "\":";
        }
    }

    private static final String END = "}";

    /// Returns data that is a JSON value.
    public static CloudEventData ofJson(JsonText value) {
        return new CloudEventData(Member.DATA, value);
    }

    /// Returns data that is text.
    public static CloudEventData ofText(String text) {
        return new CloudEventData(Member.DATA, JsonText.of(text));
    }

    /// Returns data that is binary.
    public static CloudEventData ofBytes(byte[] bytes) {
        return new CloudEventData(
                Member.DATA_BASE64, JsonText.of(Base64.getEncoder().encodeToString(bytes)));
    }

    /// Returns whether the data itself can't be a context, because it isn't an object.
    boolean isBare() {
        return isBinary() || !value.isObject();
    }

    boolean isBinary() {
        return member == Member.DATA_BASE64;
    }

    JsonText context() {
        return isBare() ? new JsonText(member.beginning() + value + END) : value;
    }

    /// Returns the data that became that context.
    ///
    /// @param bare whether it is the only member of the context
    static CloudEventData of(JsonText context, boolean bare) {
        if (!bare) {
            return ofJson(context);
        }
        String text = context.value();
        Member member = text.startsWith(Member.DATA.beginning()) ? Member.DATA : Member.DATA_BASE64;
        return new CloudEventData(
                member, new JsonText(text.substring(member.beginning().length(), text.length() - END.length())));
    }

    /// Writes it as a member of the CloudEvent.
    public void write(JsonGenerator json) throws IOException {
        json.writeFieldName(member.text);
        json.writeRawValue(value.value());
    }
}
