/** Magnitude against direction: pictures and a page from an analysis's files. */
@NullMarked
package org.dora4j.report.decomposition;

import org.jspecify.annotations.NullMarked;
