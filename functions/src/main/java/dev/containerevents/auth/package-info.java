/// Access control: API keys, the authorizer that checks them, and the function with which operators manage them.
@NullMarked
package dev.containerevents.auth;

import org.jspecify.annotations.NullMarked;
