package org.dora4j.world.lore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a world: reads the word lists and draws from the seed what nature leaves open. */
final class Creation {
  private final long seed;
  private final Dice dice;
  private final List<Relation> relations = Relation.all();
  private final List<Fact> facts = new ArrayList<>();
  private final List<String> colours = Table.lines("colours.txt");
  private final List<Material> materials = Material.all(Trait.all());
  private final Map<Subject, Integer> weights = new LinkedHashMap<>();
  private final Map<Subject, Integer> lengths = new LinkedHashMap<>();
  private final Map<Subject, Integer> animalWeights = new LinkedHashMap<>();
  private final Map<Subject, Integer> ages = new LinkedHashMap<>();

  Creation(long seed) {
    this.seed = seed;
    this.dice = new Dice(seed);
  }

  World world() {
    List<Person> people = people();
    List<Thing> things = things(people);
    animals();
    foods();
    jobs();
    for (List<String> pair : Table.rows("opposites.txt", 2)) {
      say(Sort.WORD, pair.get(0), pair.get(0), Pronouns.IT, "opposite", pair.get(1));
      say(Sort.WORD, pair.get(1), pair.get(1), Pronouns.IT, "opposite", pair.get(0));
    }
    List<Scale> scales =
        List.of(
            new Scale("heavier", "lighter", "heaviest", "lightest", weights, 1.6),
            new Scale("longer", "shorter", "longest", "shortest", lengths, 1.6),
            new Scale("bigger", "smaller", "biggest", "smallest", animalWeights, 1.6),
            new Scale("older", "younger", "oldest", "youngest", ages, 1.05));
    return new World(
        seed, people, things, materials, Law.all(), Situation.all(), scales, new Facts(facts));
  }

  private List<Person> people() {
    List<List<String>> rows = Table.rows("people.txt", 2);
    List<String> jobs =
        dice.shuffled(Table.rows("jobs.txt", 3).stream().map(row -> row.get(0)).toList());
    List<String> homes = Table.lines("homes.txt");
    List<String> pets =
        List.of("a cat", "a dog", "a mouse", "a hen", "a duck", "a goat", "a horse", "a frog");
    List<String> meals = Table.rows("foods.txt", 5).stream().map(row -> row.get(1)).toList();
    List<Person> people = new ArrayList<>();
    int age = 20;
    for (int i : dice.shuffled(indices(rows.size()))) {
      List<String> row = rows.get(i);
      Pronouns pronouns = row.get(1).equals("she") ? Pronouns.SHE : Pronouns.HE;
      Subject subject = new Subject(row.get(0), row.get(0), Sort.PERSON, pronouns);
      age += 2 + dice.below(3);
      Person person = new Person(subject, age, jobs.get(i));
      people.add(person);
      ages.put(subject, age);
      say(subject, "job", English.withArticle(person.job()));
      say(subject, "house", dice.pick(homes));
      say(subject, "pet", dice.pick(pets));
      say(subject, "meal", dice.pick(meals));
      say(subject, "shade", dice.pick(colours));
    }
    return List.copyOf(people);
  }

  private List<Thing> things(List<Person> people) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    Table.rows("kinds.txt", 3).forEach(row -> kinds.put(row.get(0), row));
    return Table.rows("things.txt", 7).stream().map(row -> thing(row, kinds, people)).toList();
  }

  private Thing thing(List<String> row, Map<String, List<String>> kinds, List<Person> people) {
    List<String> kind = kinds.getOrDefault(row.get(1), List.of());
    Subject subject = new Subject(row.get(0), "the " + row.get(0), Sort.THING, Pronouns.IT);
    String material = dice.pick(Table.split(row.get(2), ","));
    String place = "the " + dice.pick(Table.split(kind.get(2), ","));
    Person owner = dice.pick(people);
    List<String> verb = Table.split(row.get(5), ",");
    Action use =
        new Action(
            verb.get(0) + " " + row.get(6),
            verb.get(1) + " " + row.get(6),
            verb.get(2) + " " + row.get(6));
    weights.put(subject, Integer.parseInt(row.get(3)));
    lengths.put(subject, Integer.parseInt(row.get(4)));
    say(subject, "kind", kind.get(1));
    say(subject, "material", material);
    say(subject, "colour", dice.pick(colours));
    say(subject, "place", place);
    say(subject, "owner", owner.name());
    say(subject, "use", use.base());
    Material stuff =
        materials.stream().filter(m -> m.name().equals(material)).findFirst().orElseThrow();
    return new Thing(
        subject,
        Integer.parseInt(row.get(3)),
        Integer.parseInt(row.get(4)),
        use,
        stuff,
        place,
        owner);
  }

  private void animals() {
    for (List<String> row : Table.rows("animals.txt", 8)) {
      Subject subject =
          new Subject(row.get(0), English.withArticle(row.get(0)), Sort.ANIMAL, Pronouns.IT);
      animalWeights.put(subject, Integer.parseInt(row.get(7)));
      sayAll(subject, row, "home", "food", "call", "cover", "legs", "young");
    }
  }

  private void foods() {
    for (List<String> row : Table.rows("foods.txt", 5)) {
      Subject subject = new Subject(row.get(1), row.get(0), Sort.FOOD, Pronouns.IT);
      sayAll(subject, row.subList(1, 5), "sort", "taste", "source");
    }
  }

  private void jobs() {
    for (List<String> row : Table.rows("jobs.txt", 3)) {
      // "They" in the singular would need other verb forms, so a worker keeps the noun in every
      // sentence.
      String phrase = English.withArticle(row.get(0));
      Pronouns noun =
          new Pronouns("the " + row.get(0), "the " + row.get(0), "the " + row.get(0) + "'s");
      sayAll(new Subject(row.get(0), phrase, Sort.JOB, noun), row, "workplace", "work");
    }
  }

  private void sayAll(Subject subject, List<String> row, String... names) {
    for (int i = 0; i < names.length; i++) {
      say(subject, names[i], row.get(i + 1));
    }
  }

  private void say(
      Sort sort, String name, String phrase, Pronouns pronouns, String relation, String value) {
    say(new Subject(name, phrase, sort, pronouns), relation, value);
  }

  private void say(Subject subject, String name, String value) {
    Relation relation =
        relations.stream()
            .filter(r -> r.name().equals(name) && r.sort() == subject.sort())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "relations.txt knows no '" + name + "' of a " + subject.sort() + "."));
    facts.add(new Fact(subject, relation, value));
  }

  private static List<Integer> indices(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }
}
