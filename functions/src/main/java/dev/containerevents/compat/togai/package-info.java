/// Togai's events API as its Python client 1.0.2 reads it, which is what its documentation describes. Must
/// not write events, or know another dialect.
@NullMarked
package dev.containerevents.compat.togai;

import org.jspecify.annotations.NullMarked;
