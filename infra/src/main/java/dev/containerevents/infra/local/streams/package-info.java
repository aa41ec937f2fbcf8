/// Event source mappings: delivers the records of the table's stream to functions; must not know HTTP requests of
/// the API.
@NullMarked
package dev.containerevents.infra.local.streams;

import org.jspecify.annotations.NullMarked;
