package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.World;

/** Talk about tasks, instructions, questions and answers: the words that tests are made of. */
final class Lesson implements Paragraph {
  private final World world;

  Lesson(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    Fact fact = dice.pick(world.facts().all());
    List<Person> people = dice.pick(world.people(), 2);
    return Phrase.of(
            dice.pick(
                "{P} wrote down a task. {Q} read the instruction and wrote a response.",
                "An instruction describes a task, and a good response completes the request.",
                "\"Please answer the following question,\" said {P}: \"{ask}\" {Q} gave the correct answer: {value}.",
                "Below the picture {P} wrote the following sentence: \"{says}\"",
                "\"Please complete the sentence,\" said {P}. {Q} filled in the blank, and the whole sentence was: \"{says}\"",
                "Every question has an answer, every problem has a solution, and every story has an ending.",
                "{P} had a problem, and {Q} knew the correct solution to it.",
                "{P} read the task that is paired with a picture. The picture provides further context, so {P} could write a response.",
                "\"Please choose the correct solution,\" said {P}, \"or the correct answer to the question, or fill in the blank.\"",
                "\"Write the instruction first,\" said {P} to {Q}, \"below it the input, and then the response.\"",
                "{Q} had to choose the correct ending to complete the given sentence, and {Q} did.",
                "{P} told {Q} a story, but the ending was missing. So {Q} wrote the ending.",
                "\"The format of the answer is one word,\" said {P}. {Q} answered: \"{Value}.\"",
                "The question that is given is: {ask} A response that appropriately answers it is: {Value}."))
        .with("P", people.get(0).name())
        .with("Q", people.get(1).name())
        .with("ask", fact.question())
        .with("value", fact.value())
        .with("Value", English.capital(fact.value()))
        .with("says", English.capital(fact.subject().phrase()) + " " + fact.predicate() + ".")
        .sentence();
  }
}
