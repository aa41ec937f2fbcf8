/// The services that functions call, DynamoDB, SQS, EventBridge, Parameter Store and API Gateway, with their
/// checks of permissions; must not invoke functions.
@NullMarked
package dev.containerevents.infra.local.services;

import org.jspecify.annotations.NullMarked;
