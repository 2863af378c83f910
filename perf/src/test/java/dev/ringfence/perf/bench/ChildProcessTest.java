package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildProcessTest {
  private static final String REDIS = "RINGFENCE_REDIS_URL";
  private static final String JAVA_OPTIONS = "RINGFENCE_JAVA_OPTS";
  private static final String DATABASE = "RINGFENCE_DATABASE_URL";

  @TempDir Path folder;

  /** Redis would be flushed, and Kafka filled, where they name an operator's own. */
  @Test
  void shouldNotTellItsChildOfTheOperatorsServers() throws Exception {
    Path seen = folder.resolve("seen");
    ProcessBuilder operator =
        new ProcessBuilder(ChildProcess.java(Operator.class.getName(), List.of()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    operator.command().add(seen.toString());
    operator.environment().put(REDIS, "redis://production:6379");
    operator.environment().put(DATABASE, "jdbc:postgresql://production/ringfence");
    operator.environment().put(JAVA_OPTIONS, "-Xmx2g");

    int exitCode = operator.start().waitFor();

    assertEquals(0, exitCode, () -> text(folder.resolve("said")));
    assertEquals(DATABASE + "=its own, " + JAVA_OPTIONS + "=-Xmx2g", text(seen));
  }

  /** Starts a child, in an environment that is made for it. */
  static final class Operator {
    private Operator() {}

    public static void main(String[] arguments) {
      List<String> command = ChildProcess.java(Child.class.getName(), List.of());
      command.add(arguments[0]);
      ChildProcess.start("child", command, Map.of(DATABASE, "its own"), Duration.ofMinutes(1))
          .close();
    }
  }

  /** Writes down what settings of Ringfence it sees. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      List<String> settings =
          new TreeMap<>(System.getenv())
              .entrySet().stream()
                  .filter(entry -> entry.getKey().startsWith("RINGFENCE_"))
                  .map(Object::toString)
                  .toList();
      Files.writeString(Path.of(arguments[0]), String.join(", ", settings));
      System.out.println("READY {}");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
