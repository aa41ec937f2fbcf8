/// Clients of AWS, and the life cycle of a function; must not know events or requests of the API.
@NullMarked
package dev.containerevents.aws;

import org.jspecify.annotations.NullMarked;
