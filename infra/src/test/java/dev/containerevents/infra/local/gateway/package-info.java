/// Tests of the gateway.
@NullMarked
package dev.containerevents.infra.local.gateway;

import org.jspecify.annotations.NullMarked;
