/// Access control: API keys, the authorizer that checks them, and the function with which operators manage them;
/// must not know what the callers do with events.
@NullMarked
package dev.containerevents.auth;

import org.jspecify.annotations.NullMarked;
