/// The API's description of itself.
@NullMarked
package dev.containerevents.contract;

import org.jspecify.annotations.NullMarked;
