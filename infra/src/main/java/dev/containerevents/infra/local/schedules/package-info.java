/// EventBridge Scheduler: invokes functions at a rate; must not know what they do.
@NullMarked
package dev.containerevents.infra.local.schedules;

import org.jspecify.annotations.NullMarked;
