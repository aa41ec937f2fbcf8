/// Waldur's events API, `/api/events/`, as its clients use it; must not know another dialect.
@NullMarked
package dev.containerevents.compat.waldur;

import org.jspecify.annotations.NullMarked;
