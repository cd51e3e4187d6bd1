/** Options that several commands share, and what they open. */
@NullMarked
package org.dora4j.cli.options;

import org.jspecify.annotations.NullMarked;
