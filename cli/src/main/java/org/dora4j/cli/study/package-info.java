/** Grids of runs: the paper's sweeps and ablations. */
@NullMarked
package org.dora4j.cli.study;

import org.jspecify.annotations.NullMarked;
