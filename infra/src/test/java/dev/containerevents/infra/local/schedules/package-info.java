/// Tests of schedules.
@NullMarked
package dev.containerevents.infra.local.schedules;

import org.jspecify.annotations.NullMarked;
