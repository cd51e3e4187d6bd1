/**
 * The algorithm: one loop that trains an adapter or a whole model, and the way from files to it.
 */
@NullMarked
package org.dora4j.train;

import org.jspecify.annotations.NullMarked;
