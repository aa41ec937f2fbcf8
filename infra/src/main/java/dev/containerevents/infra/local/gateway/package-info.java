/// API Gateway: turns HTTP requests into invocations of functions and their results into responses; must not know
/// the services that functions call.
@NullMarked
package dev.containerevents.infra.local.gateway;

import org.jspecify.annotations.NullMarked;
