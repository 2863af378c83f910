package dev.ringfence.localstack;

import java.util.Map;

/** Takes out of a child's environment what was meant for this process, or for a client. */
final class ChildEnvironment {

  private ChildEnvironment() {}

  static void clean(Map<String, String> environment) {
    environment.keySet().removeIf(ChildEnvironment::isForeign);
    environment.put("LC_ALL", "C");
  }

  private static boolean isForeign(String name) {
    // A debugger's or a profiler's port can be opened only once.
    return name.startsWith("PG")
        || name.equals("JAVA_TOOL_OPTIONS")
        || name.equals("JDK_JAVA_OPTIONS");
  }
}
