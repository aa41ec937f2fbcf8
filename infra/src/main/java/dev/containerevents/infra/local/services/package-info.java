/// The services that functions call, DynamoDB, SQS and EventBridge, with their checks of permissions; must not
/// invoke functions.
@NullMarked
package dev.containerevents.infra.local.services;

import org.jspecify.annotations.NullMarked;
