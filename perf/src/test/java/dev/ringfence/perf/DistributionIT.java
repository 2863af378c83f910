package dev.ringfence.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that the build makes, as an operator has it: unpacked where there are no sources. */
final class DistributionIT {
  private static final long LIMIT_SECONDS = 300;

  /** To another page of ours, and where it leads to. */
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#:]+)(?:#[^)\\s]*)?\\)");

  @TempDir private Path folder;

  @Test
  void shouldRunWithoutMavenAndSourcesWhenItIsUnpackedElsewhere() throws Exception {
    run(folder, "tar", "-xzf", newestArchive().toString());
    Path home = only(folder);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    String launcher = home.resolve("ringfence").toString();

    String version = run(elsewhere, launcher, "--version");
    String configuration =
        run(
            elsewhere,
            launcher,
            "serve",
            "--config",
            home.resolve("docs/ringfence.properties").toString(),
            "--print-config");

    String expected = home.getFileName().toString().replaceFirst("-", " ");
    assertTrue(version.lines().anyMatch(expected::equals), version);
    assertTrue(configuration.contains("\nnode.name=ringfence-1\n"), configuration);
    for (String file : List.of("LICENSE", "README.md", "docs/operations.md")) {
      assertTrue(Files.isRegularFile(home.resolve(file)), file);
    }
    assertTrue(Files.isRegularFile(home.resolve("docs/ringfence.service")));
    assertEquals(List.of(), deadLinks(home));
    assertEquals(jars(home.resolve("lib")), billOfMaterials(home.resolve("sbom.json")));
    assertTrue(Files.isExecutable(home.resolve("examples/curl/order-life.sh")));
    assertTrue(Files.isRegularFile(home.resolve("examples/node/package.json")));
    assertFalse(Files.exists(home.resolve("examples/node/node_modules")));
    String train = run(elsewhere, launcher, "train", "--help");
    assertTrue(train.startsWith("Usage: ringfence train"), train);
    assertFalse(Files.exists(home.resolve("ringfence.aot")), "who asks for help trains nothing");
    String gateway = askNobody(home);
    assertTrue(gateway.contains("Connection refused"), gateway);
    assertFalse(Files.exists(home.resolve("target")), "nothing was built");
    assertFalse(Files.exists(home.resolve("perf/target")), "nothing was built");
  }

  /**
   * As cron and many an ssh start it. The shell makes the names, as these tests may lack them, too.
   */
  @Test
  void shouldReadNamesAndPasswordsBeyondAsciiWhenThereIsNoLocale() throws Exception {
    String script =
        """
        place="it's gr\\303\\266\\303\\237er" && place=$(printf "$place") && mkdir "$place" && cd "$place"
        tar -xzf "$1"
        printf 'shards=1\\ndatabase.url=jdbc:postgresql://h/d\\ndatabase.user=u\\n' > "$place"
        RINGFENCE_NODE_NAME=$place LC_ALL=C exec ./*/ringfence serve --config "$place" --print-config
        """;

    String configuration = run(folder, "sh", "-c", script, "sh", newestArchive().toString());

    assertTrue(configuration.contains("\nnode.name=it's größer\n"), configuration);
  }

  @Test
  void shouldNameTheJavaThatIsTooOldAndNotItsOptions() throws Exception {
    Path launcher = folder.resolve("ringfence");
    Files.writeString(
        launcher,
        Files.readString(Path.of("../ringfence")).replaceFirst("needed=25", "needed=1000"));

    String refusal =
        run(folder, 2, "env", "JAVA_TOOL_OPTIONS=-Dany=thing", "bash", launcher.toString());

    assertTrue(refusal.contains("(java on the PATH is: "), refusal);
    assertFalse(refusal.contains("any=thing"), refusal);
  }

  @Test
  void shouldSayWhyItCannotRunFromAFolderWithAColon() throws Exception {
    Path home = Files.createDirectory(folder.resolve("at 10:30"));
    Files.copy(Path.of("../ringfence"), home.resolve("ringfence"));

    String refusal = run(folder, 2, "bash", home.resolve("ringfence").toString(), "--version");

    assertTrue(refusal.startsWith("Java takes the colon in " + home.toRealPath()), refusal);
  }

  /** The example as examples/README.md tells to start it here, where there is no server. */
  private String askNobody(Path home) throws Exception {
    return run(
        home,
        3,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        "lib/*",
        "examples/java/OrderGateway.java",
        "127.0.0.1:1");
  }

  /** The jars of others, and what is in each. */
  private static Map<String, String> jars(Path lib) throws Exception {
    Map<String, String> jars = new TreeMap<>();
    try (Stream<Path> files = Files.list(lib)) {
      for (Path jar : files.toList()) {
        if (!isOurs(jar.getFileName().toString())) {
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
          jars.put(jar.getFileName().toString(), HexFormat.of().formatHex(hash));
        }
      }
    }
    return jars;
  }

  /** The same, as the archive says by itself; each with a licence. */
  private static Map<String, String> billOfMaterials(Path sbom) throws IOException {
    Map<String, String> jars = new TreeMap<>();
    for (JsonNode component : new ObjectMapper().readTree(sbom.toFile()).get("components")) {
      String jar =
          component.get("name").asText() + "-" + component.get("version").asText() + ".jar";
      assertFalse(component.path("licenses").isEmpty(), () -> jar + " has no licence");
      if (!isOurs(jar)) {
        for (JsonNode hash : component.get("hashes")) {
          if (hash.get("alg").asText().equals("SHA-256")) {
            jars.put(jar, hash.get("content").asText());
          }
        }
      }
    }
    return jars;
  }

  private static boolean isOurs(String jar) {
    return jar.startsWith("ringfence-");
  }

  /** What the documents point to, and what the archive lacks. */
  private static List<String> deadLinks(Path home) throws IOException {
    List<String> dead = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
          if (!Files.exists(page.resolveSibling(link.group(1)))) {
            dead.add(home.relativize(page) + " -> " + link.group(1));
          }
        }
      }
    }
    return dead;
  }

  /** Of a build without clean there may be archives of earlier versions. */
  private static Path newestArchive() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target").toAbsolutePath())) {
      return files
          .filter(file -> file.getFileName().toString().matches("ringfence-.*\\.tar\\.gz"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private static Path only(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private String run(Path directory, String... command) throws Exception {
    return run(directory, 0, command);
  }

  private String run(Path directory, int exitCode, String... command) throws Exception {
    Path output = Files.createTempFile("ringfence-distribution", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("RINGFENCE_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output);
      assertTrue(ended, () -> String.join(" ", command) + " did not end: " + text);
      assertEquals(exitCode, process.exitValue(), text);
      return text;
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
