/** Commands for recipes: list, show, run. */
@NullMarked
package org.dora4j.cli.recipe;

import org.jspecify.annotations.NullMarked;
