package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A folder with a package.json, and what it needs from npm's registry. Where that is not to be had,
 * the test is skipped; but not where a change is judged, as what was skipped would prove nothing.
 */
final class NodeProject {
  private static final boolean IN_CI = "true".equals(System.getenv("CI"));

  /** All of them, and what is run then, fit into the limit of a test. */
  private static final int ATTEMPTS = 3;

  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(90);

  private final Path folder;

  private NodeProject(Path folder) {
    this.folder = folder;
  }

  static NodeProject install(Path folder) throws Exception {
    require(Programs.isInstalled("node"), "Node.js is not installed");
    require(Programs.isInstalled("npm"), "npm is not installed");
    NodeProject project = new NodeProject(folder);
    Programs.Run run = project.installPatiently();
    require(
        run.exitCode() == 0,
        "npm can't install what %s needs, and has no copy of it: is there a way to its registry? It was asked %d times, for up to %d s. %s"
            .formatted(folder, ATTEMPTS, ATTEMPT_LIMIT.toSeconds(), run.said()));
    return project;
  }

  Programs.Run run(Map<String, String> environment, String... command) throws Exception {
    return Programs.run(folder, environment, command);
  }

  static void require(boolean condition, String otherwise) {
    if (IN_CI) {
      assertTrue(condition, otherwise);
    } else {
      assumeTrue(condition, otherwise);
    }
  }

  /** Its registry is a long way off, and npm looks at its own copies first. */
  private Programs.Run installPatiently() throws Exception {
    Programs.Run run = installOnce();
    for (int attempt = 1; run.exitCode() != 0 && attempt < ATTEMPTS; attempt++) {
      run = installOnce();
    }
    return run;
  }

  private Programs.Run installOnce() throws Exception {
    return Programs.runWithin(
        ATTEMPT_LIMIT,
        folder,
        Map.of(),
        "npm",
        "ci",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--fetch-retries=1",
        "--fetch-timeout=30000");
  }
}
