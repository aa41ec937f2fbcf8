/// The native endpoints, one small class each.
@NullMarked
package dev.containerevents.orgs;

import org.jspecify.annotations.NullMarked;
