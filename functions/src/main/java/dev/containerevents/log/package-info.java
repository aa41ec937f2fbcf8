/// What functions print.
@NullMarked
package dev.containerevents.log;

import org.jspecify.annotations.NullMarked;
