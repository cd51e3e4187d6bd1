@NullMarked
package org.dora4j.model;

import org.jspecify.annotations.NullMarked;
