/// The CDK app: reads the contract and adds everything that is AWS's at synth.
@NullMarked
package dev.containerevents.infra;

import org.jspecify.annotations.NullMarked;
