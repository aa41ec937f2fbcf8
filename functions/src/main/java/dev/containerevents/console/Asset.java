package dev.containerevents.console;

import dev.containerevents.http.EntityTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A file of the console, as it is in the jar.
///
/// @param tag identifies this version of it
record Asset(String text, String tag) {

    private static final String FOLDER = "/console/";

    /// Reads a file. Empty if there is none of that name.
    ///
    /// @param name without a slash
    static Optional<Asset> read(String name) {
        try (InputStream file = Asset.class.getResourceAsStream(FOLDER + name)) {
            return file == null ? Optional.empty() : Optional.of(of(file.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Asset of(byte[] content) {
        return new Asset(new String(content, StandardCharsets.UTF_8), EntityTag.weak(content));
    }
}
