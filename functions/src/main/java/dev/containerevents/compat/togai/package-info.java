/// Togai's events API, dialect A of its clients (1.0.2 in Python): what its documentation describes. Reads only.
@NullMarked
package dev.containerevents.compat.togai;

import org.jspecify.annotations.NullMarked;
