/// The native endpoints, one small class each; must not know DynamoDB or another API.
@NullMarked
package dev.containerevents.orgs;

import org.jspecify.annotations.NullMarked;
