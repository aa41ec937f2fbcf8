/// Event source mappings of queues: delivers messages to functions; must not know HTTP requests of the API.
@NullMarked
package dev.containerevents.infra.local.queues;

import org.jspecify.annotations.NullMarked;
