package dev.ringfence.gateway.boot;

import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** Notices a key that stands there again with another value, of which the last would count. */
final class UnambiguousProperties extends Properties {
  private static final long serialVersionUID = 1L;

  private final transient Set<String> ambiguous = new TreeSet<>();

  @Override
  public synchronized Object put(Object key, Object value) {
    Object before = super.put(key, value);
    if (before != null && !before.equals(value)) {
      ambiguous.add((String) key);
    }
    return before;
  }

  /** Refuses what the file that it was loaded from says twice, without the values. */
  void requireOneMeaning(Path file) {
    if (!ambiguous.isEmpty()) {
      throw new ConfigurationException(
          "The configuration is wrong: "
              + file
              + " says two things of "
              + String.join(", ", ambiguous));
    }
  }
}
