/// The API's description of itself, served as a file; must not contain what the contract describes.
@NullMarked
package dev.containerevents.contract;

import org.jspecify.annotations.NullMarked;
