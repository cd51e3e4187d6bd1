/** The command that trains. */
@NullMarked
package org.dora4j.cli.train;

import org.jspecify.annotations.NullMarked;
