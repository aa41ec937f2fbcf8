/// Waldur's event API: `/api/events/` as its clients know it. Nobody else knows this package.
@NullMarked
package dev.containerevents.compat.waldur;

import org.jspecify.annotations.NullMarked;
