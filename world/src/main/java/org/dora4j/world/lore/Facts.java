package org.dora4j.world.lore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All facts of a world, in a fixed order, with the look-ups that questions need. */
public final class Facts {
  private final List<Fact> all;
  private final Map<Subject, List<Fact>> bySubject = new LinkedHashMap<>();
  private final Map<Relation, List<Fact>> byRelation = new LinkedHashMap<>();
  private final Map<Relation, List<String>> values = new LinkedHashMap<>();

  Facts(List<Fact> all) {
    this.all = List.copyOf(all);
    for (Fact fact : all) {
      bySubject.computeIfAbsent(fact.subject(), s -> new ArrayList<>()).add(fact);
      byRelation.computeIfAbsent(fact.relation(), r -> new ArrayList<>()).add(fact);
    }
    byRelation.forEach(
        (relation, facts) ->
            values.put(relation, facts.stream().map(Fact::value).distinct().toList()));
  }

  /** Every fact, ordered by subject. */
  public List<Fact> all() {
    return all;
  }

  /** Every subject that facts are about. */
  public List<Subject> subjects() {
    return List.copyOf(bySubject.keySet());
  }

  /**
   * The subject of a name.
   *
   * @throws IllegalArgumentException when the world has none
   */
  public Subject subject(Sort sort, String name) {
    return bySubject.keySet().stream()
        .filter(subject -> subject.sort() == sort && subject.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("The world has no " + sort + " named " + name + "."));
  }

  /** Every relation that facts state. */
  public List<Relation> relations() {
    return List.copyOf(byRelation.keySet());
  }

  /** What is known of a subject; empty for a subject of another world. */
  public List<Fact> of(Subject subject) {
    return bySubject.getOrDefault(subject, List.of());
  }

  /** Every subject's fact for one relation. */
  public List<Fact> of(Relation relation) {
    return byRelation.getOrDefault(relation, List.of());
  }

  /**
   * The fact that a subject has for a relation.
   *
   * @throws IllegalArgumentException when the subject has no such relation
   */
  public Fact of(Subject subject, String relation) {
    return of(subject).stream()
        .filter(fact -> fact.relation().name().equals(relation))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Nothing is known of the " + relation + " of " + subject.phrase() + "."));
  }

  /** The distinct values that a relation takes in this world. */
  public List<String> values(Relation relation) {
    return values.getOrDefault(relation, List.of());
  }

  /** Whether a statement is true in this world. */
  public boolean holds(Fact fact) {
    return of(fact.subject()).contains(fact);
  }
}
