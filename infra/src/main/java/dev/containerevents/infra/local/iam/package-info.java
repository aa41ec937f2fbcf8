/// Roles and policies: who may do what; must not know which requests are checked.
@NullMarked
package dev.containerevents.infra.local.iam;

import org.jspecify.annotations.NullMarked;
