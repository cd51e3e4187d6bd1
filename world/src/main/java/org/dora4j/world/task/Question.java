package org.dora4j.world.task;

import java.util.List;

/**
 * A question with one right answer.
 *
 * @param key names the knowledge asked for, whatever the wording; the split into training and test
 *     follows it
 * @param text the question or the sentence to be completed
 * @param right the right answer
 * @param wrong different wrong answers, in random order; at least as many as the task shows
 */
public record Question(String key, String text, String right, List<String> wrong) {}
