package dev.containerevents.infra.local.lambda;

import java.nio.file.Path;

/// How a process uses the JVM's ahead-of-time cache of loaded and linked classes.
///
/// A cache serves only processes with the exact class path of its creation: the same files, of the same age.
public sealed interface ClassCache {

    /// The JVM reads its classes from the jars.
    record None() implements ClassCache {}

    /// The process writes a cache when it ends.
    ///
    /// @param file the file to write
    record Recorded(Jars jars, Path file) implements ClassCache {}

    /// The process starts from another one's cache.
    record Ready(Jars jars, Path file) implements ClassCache {}

    /// Copies that are neither moved nor changed.
    ///
    /// @param functions the functions' jar
    /// @param process   our own part of the process
    record Jars(Path functions, Path process) {}
}
