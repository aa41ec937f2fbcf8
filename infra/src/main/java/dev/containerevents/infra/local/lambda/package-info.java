/// Lambda: functions, their processes, and the runtime and Invoke APIs; must not know who invokes a function.
@NullMarked
package dev.containerevents.infra.local.lambda;

import org.jspecify.annotations.NullMarked;
