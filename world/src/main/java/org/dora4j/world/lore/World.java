package org.dora4j.world.lore;

import java.util.List;

/**
 * The toy world: who and what is in it, and what is true of them. Nature (weights, uses, animals,
 * laws) is the same in every world; the seed decides colours, owners, places, materials, jobs,
 * homes, pets, ages and tastes.
 *
 * @param seed the number that it follows from
 * @param people everybody
 * @param things every lifeless object
 * @param materials what things are made of
 * @param laws rules of nature
 * @param situations what can happen to people, and how they take it
 * @param scales orders by weight, length and age
 * @param facts everything that is true of a single subject
 */
public record World(
    long seed,
    List<Person> people,
    List<Thing> things,
    List<Material> materials,
    List<Law> laws,
    List<Situation> situations,
    List<Scale> scales,
    Facts facts) {

  /** The world of a seed. */
  public static World of(long seed) {
    return new Creation(seed).world();
  }
}
