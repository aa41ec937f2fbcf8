/// authentik's events API, as far as its clients report by it: they create events.
@NullMarked
package dev.containerevents.compat.authentik;

import org.jspecify.annotations.NullMarked;
