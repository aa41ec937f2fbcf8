package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// How JSON is read and written. Thread-safe.
public final class Json {

    /// Deeper input is rejected. Every reader of an event has to read as deep as its writer wrote, and most stop
    /// at some hundreds.
    public static final int DEEPEST = 64;

    /// More digits than any double has. A reader that uses doubles gets infinity or an error.
    static final int MOST_DIGITS = 400;

    /// Each level needs memory while it is read, so there has to be a limit.
    private static final int DEEPEST_TO_SPLIT = 100_000;

    /// Reads what clients send. A name that appears twice in an object is a fault, because readers differ on which
    /// one counts.
    public static final JsonFactory STRICT = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(MOST_DIGITS)
                    .build())
            .build();

    /// Finds only where the parts of a larger value begin and end. Each part's own reader checks it; an error in
    /// one is no reason to reject the others.
    static final JsonFactory SPLITTING = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST_TO_SPLIT)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /// Reads what API Gateway sends. Writes nothing between one value and the next.
    public static final JsonFactory PLAIN =
            new JsonFactoryBuilder().rootValueSeparator("").build();

    private Json() {}

    /// Describes why a text isn't JSON, without the library's terms.
    static String whyInvalid(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (e instanceof StreamConstraintsException) {
            return "must not nest deeper than " + DEEPEST + " levels, nor have a number of more than " + MOST_DIGITS
                    + " digits";
        }
        if (message.startsWith("Duplicate")) {
            String name = message.substring(message.indexOf('\'') + 1, message.lastIndexOf('\''));
            return "is not valid JSON: the member '" + Unicode.abbreviated(name, 64) + "' appears twice";
        }
        JsonLocation at = e.getLocation();
        return "is not valid JSON" + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }

    /// Writes JSON.
    @FunctionalInterface
    public interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    /// Writes to a stream that can't fail, such as one in memory.
    public static void write(OutputStream out, Writer writer) {
        try (JsonGenerator json = PLAIN.createGenerator(out)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
