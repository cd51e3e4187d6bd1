/** Commands that measure. */
@NullMarked
package org.dora4j.cli.bench;

import org.jspecify.annotations.NullMarked;
