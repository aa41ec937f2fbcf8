/// The functions that follow the table's stream: what is derived from the events after they were stored.
@NullMarked
package dev.containerevents.stream;

import org.jspecify.annotations.NullMarked;
