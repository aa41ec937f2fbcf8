/// The part of authentik's events API with which its clients report events; must not know
/// another dialect.
@NullMarked
package dev.containerevents.compat.authentik;

import org.jspecify.annotations.NullMarked;
