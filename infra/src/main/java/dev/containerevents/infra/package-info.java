/// The CDK app: reads the contract and adds everything specific to AWS; must not name an operation.
@NullMarked
package dev.containerevents.infra;

import org.jspecify.annotations.NullMarked;
