/** Recipes: complete, named settings of published experiments, as YAML files to copy and edit. */
@NullMarked
package org.dora4j.study.recipe;

import org.jspecify.annotations.NullMarked;
