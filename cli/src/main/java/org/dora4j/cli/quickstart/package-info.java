/** The command that shows what dora4j does, on the embedded model. */
@NullMarked
package org.dora4j.cli.quickstart;

import org.jspecify.annotations.NullMarked;
