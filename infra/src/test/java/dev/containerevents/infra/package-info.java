/// Tests of the CDK app itself, and of what must agree in several of the packages below: names, the contract, and
/// which package may know which.
@NullMarked
package dev.containerevents.infra;

import org.jspecify.annotations.NullMarked;
