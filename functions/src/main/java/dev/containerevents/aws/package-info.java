/// How functions reach AWS's services.
@NullMarked
package dev.containerevents.aws;

import org.jspecify.annotations.NullMarked;
