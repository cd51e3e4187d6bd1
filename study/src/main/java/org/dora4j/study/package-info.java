/** Experiments of many runs: grids that skip what is done, and their tables and charts. */
@NullMarked
package org.dora4j.study;

import org.jspecify.annotations.NullMarked;
