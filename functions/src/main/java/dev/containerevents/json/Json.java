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

/// The JSON factories. Thread-safe.
public final class Json {

    /// Deeper input is refused. Every reader of an event has to follow where a writer led, and most stop at some
    /// hundreds.
    public static final int DEEPEST = 64;

    /// More digits than any double has: whoever reads such a number as one gets infinity or an error.
    private static final int MOST_DIGITS = 400;

    /// Each level takes memory while it is read, so there has to be an end.
    private static final int DEEPEST_TO_SPLIT = 100_000;

    /// Reads what clients send: a name that stands twice in an object is a fault, since readers differ on which
    /// one counts.
    public static final JsonFactory STRICT = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(MOST_DIGITS)
                    .build())
            .build();

    /// Tells only where the values of a larger whole begin and end: what is wrong inside of one is for the reader
    /// of that one to say, and no reason to refuse the others.
    static final JsonFactory SPLITTING = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST_TO_SPLIT)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /// Reads what API Gateway sends, and writes, nothing between one value and the next.
    public static final JsonFactory PLAIN =
            new JsonFactoryBuilder().rootValueSeparator("").build();

    private Json() {}

    /// What is wrong with a text that is no JSON, in words that don't speak of the library.
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

    /// Something that writes JSON.
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
