/** The command that puts test sets to a model. */
@NullMarked
package org.dora4j.cli.evaluate;

import org.jspecify.annotations.NullMarked;
