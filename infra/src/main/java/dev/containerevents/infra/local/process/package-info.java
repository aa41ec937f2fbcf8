/// Classes in the process of a function, besides AWS's runtime client and the function itself; must not use any
/// other package of this module, because none is on the class path there.
@NullMarked
package dev.containerevents.infra.local.process;

import org.jspecify.annotations.NullMarked;
