/// Togai's events API as its clients read it: Python 1.0.2, which its documentation describes, and the later Java
/// 1.0.2 and Python 1.0.3. Must not write events, or know another dialect.
@NullMarked
package dev.containerevents.compat.togai;

import org.jspecify.annotations.NullMarked;
