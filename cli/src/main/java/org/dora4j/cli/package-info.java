@NullMarked
package org.dora4j.cli;

import org.jspecify.annotations.NullMarked;
