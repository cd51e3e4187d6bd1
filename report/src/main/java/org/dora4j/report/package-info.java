@NullMarked
package org.dora4j.report;

import org.jspecify.annotations.NullMarked;
