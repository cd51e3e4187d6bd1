@NullMarked
package org.dora4j.adapter;

import org.jspecify.annotations.NullMarked;
