package org.dora4j.world;

/**
 * One example of a toy task.
 *
 * @param task which task
 * @param key names the knowledge it asks for; no key occurs both in a training and in a test split,
 *     of any task
 * @param instruction the whole instruction
 * @param answer the right answer, one of {@link WorldTask#answers()}
 */
public record WorldItem(WorldTask task, String key, String instruction, String answer) {

  /** The text to be learned: {@code the correct answer is answer2}. */
  public String output() {
    return "the correct answer is " + answer;
  }
}
