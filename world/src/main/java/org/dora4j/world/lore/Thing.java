package org.dora4j.world.lore;

/**
 * A lifeless object.
 *
 * @param subject the object
 * @param grams its weight
 * @param centimetres its longest side
 * @param use what people do with it
 * @param material what it is made of
 * @param place where it is kept
 * @param owner whose it is
 */
public record Thing(
    Subject subject,
    int grams,
    int centimetres,
    Action use,
    Material material,
    String place,
    Person owner) {

  /** {@code the hammer}. */
  public String phrase() {
    return subject.phrase();
  }
}
