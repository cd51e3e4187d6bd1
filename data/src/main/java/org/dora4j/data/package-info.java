@NullMarked
package org.dora4j.data;

import org.jspecify.annotations.NullMarked;
