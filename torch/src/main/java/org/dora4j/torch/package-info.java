@NullMarked
package org.dora4j.torch;

import org.jspecify.annotations.NullMarked;
