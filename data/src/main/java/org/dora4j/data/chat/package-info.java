/**
 * Chat templates: a small Jinja, set up the way transformers sets it up, and the messages it turns
 * into text.
 */
@NullMarked
package org.dora4j.data.chat;

import org.jspecify.annotations.NullMarked;
