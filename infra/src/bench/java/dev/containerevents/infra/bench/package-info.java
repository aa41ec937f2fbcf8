/// The benchmark: measures cold and warm calls of functions and whole operations in the local cloud; must not
/// contain checks, which are tests.
@NullMarked
package dev.containerevents.infra.bench;

import org.jspecify.annotations.NullMarked;
