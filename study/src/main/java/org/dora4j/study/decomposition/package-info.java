/** The paper's section 3.2 as a study: trained arms, their checkpoints, how they moved. */
@NullMarked
package org.dora4j.study.decomposition;

import org.jspecify.annotations.NullMarked;
