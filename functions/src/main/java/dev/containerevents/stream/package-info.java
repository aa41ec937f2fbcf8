/// The functions that follow the table's stream and derive other data from stored events, and the one that finds
/// and repairs what they missed; must not change an event.
@NullMarked
package dev.containerevents.stream;

import org.jspecify.annotations.NullMarked;
