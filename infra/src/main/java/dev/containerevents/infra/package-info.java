/// The CDK app: reads the contract and adds everything specific to AWS.
@NullMarked
package dev.containerevents.infra;

import org.jspecify.annotations.NullMarked;
