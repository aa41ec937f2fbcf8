/// Togai's events API as its Python client 1.0.2 reads it, which is what its documentation describes. Events are
/// only read.
@NullMarked
package dev.containerevents.compat.togai;

import org.jspecify.annotations.NullMarked;
