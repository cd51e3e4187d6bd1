/** A model behind HTTP: requests, one thread that answers them, and a page to try it. */
@NullMarked
package org.dora4j.serve;

import org.jspecify.annotations.NullMarked;
