/** A small model that comes with dora4j, to try everything on without a download. */
@NullMarked
package org.dora4j.embedded;

import org.jspecify.annotations.NullMarked;
