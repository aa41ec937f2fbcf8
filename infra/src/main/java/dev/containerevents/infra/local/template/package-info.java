/// What a synthesised template declares, with the values and formats that every service shares; must not contain
/// the behaviour of a service, or know another package of the local cloud.
@NullMarked
package dev.containerevents.infra.local.template;

import org.jspecify.annotations.NullMarked;
