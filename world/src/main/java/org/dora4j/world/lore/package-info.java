/** What is true in the toy world: its subjects, their properties and how English says them. */
@NullMarked
package org.dora4j.world.lore;

import org.jspecify.annotations.NullMarked;
