@NullMarked
package org.dora4j.eval;

import org.jspecify.annotations.NullMarked;
