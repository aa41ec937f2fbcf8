/// Classes in the process of a function, besides AWS's runtime client and the function itself.
@NullMarked
package dev.containerevents.infra.local.process;

import org.jspecify.annotations.NullMarked;
