/// Tests of the services that functions call.
@NullMarked
package dev.containerevents.infra.local.services;

import org.jspecify.annotations.NullMarked;
