/// The functions that follow the table's stream and derive other data from stored events; must not change an
/// event.
@NullMarked
package dev.containerevents.stream;

import org.jspecify.annotations.NullMarked;
