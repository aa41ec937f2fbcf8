/// Destinations: the log of an organisation in its own systems. A destination is a cursor into the log; a small
/// class for each kind says how its receiver wants events.
@NullMarked
package dev.containerevents.delivery;

import org.jspecify.annotations.NullMarked;
