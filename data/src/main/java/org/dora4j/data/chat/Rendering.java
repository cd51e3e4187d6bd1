package org.dora4j.data.chat;

import java.util.List;

/**
 * A conversation as text.
 *
 * @param text what the model reads
 * @param spans the parts of it that matter to the caller, in order, not overlapping
 */
public record Rendering(String text, List<Span> spans) {}
