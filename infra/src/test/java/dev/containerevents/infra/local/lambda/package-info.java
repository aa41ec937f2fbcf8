/// Tests of functions' processes and of the APIs around them.
@NullMarked
package dev.containerevents.infra.local.lambda;

import org.jspecify.annotations.NullMarked;
