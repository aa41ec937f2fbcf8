/// What functions print; must not print what a client sent.
@NullMarked
package dev.containerevents.log;

import org.jspecify.annotations.NullMarked;
