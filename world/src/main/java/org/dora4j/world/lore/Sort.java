package org.dora4j.world.lore;

/** What a subject is, which decides what can be said of it. */
public enum Sort {
  THING,
  ANIMAL,
  FOOD,
  PERSON,
  JOB,
  WORD
}
