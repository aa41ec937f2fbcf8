/// Tests of usage plans.
@NullMarked
package dev.containerevents.infra.local.usage;

import org.jspecify.annotations.NullMarked;
