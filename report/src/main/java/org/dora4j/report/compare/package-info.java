/** Runs side by side: what they did, and where their settings differ, as page and as Markdown. */
@NullMarked
package org.dora4j.report.compare;

import org.jspecify.annotations.NullMarked;
