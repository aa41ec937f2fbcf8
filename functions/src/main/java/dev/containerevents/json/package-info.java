/// Reads JSON member by member and names every fault; writes it as a stream. Uses only Jackson's streaming core: a
/// mapper would double the classes that a function loads before its first response. Must not know events.
@NullMarked
package dev.containerevents.json;

import org.jspecify.annotations.NullMarked;
