/// Who may do what: API keys, the authorizer that reads them, and the function that operators manage them by.
@NullMarked
package dev.containerevents.auth;

import org.jspecify.annotations.NullMarked;
