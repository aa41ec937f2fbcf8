/// Waldur's events API, `/api/events/`, as its clients use it. No other package uses this one.
@NullMarked
package dev.containerevents.compat.waldur;

import org.jspecify.annotations.NullMarked;
