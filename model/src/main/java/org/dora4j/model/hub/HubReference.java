package org.dora4j.model.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model by name.
 *
 * @param repository {@code organisation/model}
 * @param revision a branch, a tag or a commit; {@code main} unless said
 */
public record HubReference(String repository, String revision) {
  private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._-]*";
  private static final Pattern FORM =
      Pattern.compile("(" + WORD + "/" + WORD + ")(?:@(" + WORD + "(?:/" + WORD + ")*))?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /** Reads {@code organisation/model} or {@code organisation/model@revision}; empty for others. */
  public static Optional<HubReference> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || text.contains("..") || matcher.group(1).contains("--")) {
      return Optional.empty();
    }
    String revision = matcher.group(2);
    return Optional.of(new HubReference(matcher.group(1), revision == null ? "main" : revision));
  }

  /** Whether the revision is a commit, which never changes. */
  boolean isCommit() {
    return COMMIT.matcher(revision).matches();
  }

  @Override
  public String toString() {
    return repository + "@" + revision;
  }
}
