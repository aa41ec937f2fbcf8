/// Tests of what is delivered from the table's stream.
@NullMarked
package dev.containerevents.infra.local.streams;

import org.jspecify.annotations.NullMarked;
