package dev.containerevents.infra.local;

import java.nio.file.Path;

/// Whether a process finds its classes loaded and linked already, in the JVM's ahead-of-time cache.
///
/// A cache serves only processes with the very class path that it was made with: the same files, of the same age.
sealed interface ClassCache {

    /// The JVM reads its classes from the jars.
    record None() implements ClassCache {}

    /// The process leaves a cache behind when it ends.
    ///
    /// @param file what to write
    record Recorded(Jars jars, Path file) implements ClassCache {}

    /// The process begins with what another one has left.
    record Ready(Jars jars, Path file) implements ClassCache {}

    /// Copies that stay where and as they are.
    ///
    /// @param functions the functions' jar
    /// @param process   our own part of the process
    record Jars(Path functions, Path process) {}
}
