/** Paragraph writers: each turns facts of the world, or an invented episode, into English. */
@NullMarked
package org.dora4j.world.text;

import org.jspecify.annotations.NullMarked;
