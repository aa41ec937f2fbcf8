/// Clients of AWS, and the life cycle of a function.
@NullMarked
package dev.containerevents.aws;

import org.jspecify.annotations.NullMarked;
