package org.dora4j.train.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.dora4j.data.Example;
import org.junit.jupiter.api.Test;

class SamplePromptTest {
  private static final int NO = Example.IGNORE;

  @Test
  void aPromptEndsWhereLearningBegins() {
    SampleTexts.Prompt prompt =
        SampleTexts.Prompt.of(new Example(new int[] {5, 6, 7, 8}, new int[] {NO, NO, 7, 8}));
    assertThat(prompt.ids()).containsExactly(5, 6);
    assertThat(prompt.expected()).containsExactly(7, 8);
  }

  @Test
  void ofAConversationTheFirstAnswerIsExpected() {
    SampleTexts.Prompt prompt =
        SampleTexts.Prompt.of(new Example(new int[] {5, 6, 7, 8, 9}, new int[] {NO, NO, 7, NO, 9}));
    assertThat(prompt.expected()).containsExactly(7);
  }

  @Test
  void ofATextThatIsLearnedAsAWholeTheFirstHalfIsContinued() {
    SampleTexts.Prompt prompt =
        SampleTexts.Prompt.of(new Example(new int[] {1, 2, 3, 4}, new int[] {NO, 2, 3, 4}));
    assertThat(prompt.ids()).containsExactly(1, 2);
    assertThat(prompt.expected()).containsExactly(3, 4);
  }
}
