/** Pictures as lists of shapes, written as SVG for pages and as PNG for everything else. */
@NullMarked
package org.dora4j.report.drawing;

import org.jspecify.annotations.NullMarked;
