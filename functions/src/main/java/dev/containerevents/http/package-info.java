/// A thin layer over API Gateway's proxy events: a request, a response, a problem, and the endpoint that turns one
/// into another; must not know any operation.
@NullMarked
package dev.containerevents.http;

import org.jspecify.annotations.NullMarked;
