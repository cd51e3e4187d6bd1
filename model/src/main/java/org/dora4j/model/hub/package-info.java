/** Models by name: the Hub's protocol and the cache that Hugging Face's programs share. */
@NullMarked
package org.dora4j.model.hub;

import org.jspecify.annotations.NullMarked;
