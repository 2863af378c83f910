package dev.ringfence.localstack;

import java.util.Map;

/** Takes out of a child's environment what was meant for this process, or for somebody else's. */
public final class ChildEnvironment {
  private static final String SETTINGS = "RINGFENCE_";
  private static final String JAVA_OPTIONS = "RINGFENCE_JAVA_OPTS";

  private ChildEnvironment() {}

  /**
   * Forgets Ringfence's settings, but for the JVM's options: where somebody operates it, they name
   * servers of his that no test, bench or chaos may ever touch. A child's own are put in after
   * that.
   */
  public static void forgetSettings(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith(SETTINGS) && !name.equals(JAVA_OPTIONS));
  }

  /**
   * For programs of Java: they keep this process's encoding, or could not name the folders that
   * they are given.
   */
  static void clean(Map<String, String> environment) {
    forgetSettings(environment);
    environment.keySet().removeIf(ChildEnvironment::isForeign);
  }

  /** For all others: what they say, and how they sort, is the same everywhere. */
  static void cleanAndPlain(Map<String, String> environment) {
    clean(environment);
    environment.put("LC_ALL", "C");
  }

  private static boolean isForeign(String name) {
    // A debugger's or a profiler's port can be opened only once.
    return name.startsWith("PG")
        || name.equals("JAVA_TOOL_OPTIONS")
        || name.equals("JDK_JAVA_OPTIONS");
  }
}
