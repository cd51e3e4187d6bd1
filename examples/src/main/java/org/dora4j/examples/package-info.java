@NullMarked
package org.dora4j.examples;

import org.jspecify.annotations.NullMarked;
