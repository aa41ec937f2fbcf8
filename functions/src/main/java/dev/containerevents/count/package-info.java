/// Counts of events: from the counters where they can tell, otherwise by reading. [EventCounter] is where to
/// begin.
@NullMarked
package dev.containerevents.count;

import org.jspecify.annotations.NullMarked;
