/// Clients of AWS, the life cycle of a function, and what the functions of operators have in common; must not know
/// events or requests of the API.
@NullMarked
package dev.containerevents.aws;

import org.jspecify.annotations.NullMarked;
