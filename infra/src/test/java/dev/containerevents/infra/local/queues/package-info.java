/// Tests of queues and their mappings.
@NullMarked
package dev.containerevents.infra.local.queues;

import org.jspecify.annotations.NullMarked;
