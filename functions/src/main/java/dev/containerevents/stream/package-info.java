/// The functions that follow the table's stream and derive other data from stored events.
@NullMarked
package dev.containerevents.stream;

import org.jspecify.annotations.NullMarked;
