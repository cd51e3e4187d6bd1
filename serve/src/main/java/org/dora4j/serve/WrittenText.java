package org.dora4j.serve;

/**
 * A text that a model wrote.
 *
 * @param text without prompt, end token and stop text
 * @param promptTokens number of tokens read
 * @param tokens number of tokens written, without the end token
 * @param complete whether it ended by itself or at a stop text, not at the limit
 */
public record WrittenText(String text, int promptTokens, int tokens, boolean complete) {}
