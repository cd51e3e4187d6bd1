/** The paper's sweeps and ablations, and a replication's: their cells and published figures. */
@NullMarked
package org.dora4j.study.paper;

import org.jspecify.annotations.NullMarked;
