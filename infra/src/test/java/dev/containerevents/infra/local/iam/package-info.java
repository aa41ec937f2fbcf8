/// Tests of policies.
@NullMarked
package dev.containerevents.infra.local.iam;

import org.jspecify.annotations.NullMarked;
