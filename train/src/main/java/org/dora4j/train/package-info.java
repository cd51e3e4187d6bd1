@NullMarked
package org.dora4j.train;

import org.jspecify.annotations.NullMarked;
