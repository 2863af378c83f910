package dev.ringfence.localstack;

import dev.ringfence.localstack.broker.KafkaBroker;
import dev.ringfence.localstack.broker.KafkaBrokerLogs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One Kafka broker, its own controller, in a JVM of its own on the class path of this one. */
public final class LocalKafka extends ChildServer {

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          // Rather a quick start than the last bit of speed.
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          // It writes numbers into the names of its files, in the digits of its language.
          "-Duser.language=en",
          "-Duser.country=US",
          // Whatever logging the application on this class path uses, it is not the broker's.
          "-Dslf4j.provider=" + KafkaBrokerLogs.class.getName(),
          // The one of log4j without a core, which it would complain about.
          "-Dlog4j2.loggerContextFactory="
              + "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");

  private final Tether tether;
  private final List<KafkaDoor> doors;
  private final ServerPort controllerPort = new ServerPort(0);
  private final Path readyFile;

  LocalKafka(LocalStackConfig config, Tether tether) {
    super(LocalService.KAFKA, config);
    this.tether = tether;
    this.doors = config.kafkaDoors();
    this.readyFile = home.resolve("ready.pid");
    if (home.toString().contains(",")) {
      throw new LocalStackException(
          "Kafka takes a comma for the end of its folder's name: choose another than "
              + config.directory());
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  @Override
  List<ServerPort> ports() {
    return Stream.concat(super.ports().stream(), Stream.of(controllerPort)).toList();
  }

  @Override
  void prepare() {
    // All that it needs is made by each launch.
  }

  /** The settings name the ports, which another launch may have changed. */
  @Override
  void beforeLaunch() {
    FileTree.delete(readyFile);
    KafkaSettings settings = new KafkaSettings(home, portNumber(), controllerPort.number(), doors);
    try {
      Files.writeString(properties(), settings.toString());
    } catch (IOException e) {
      throw new LocalStackException("cannot write " + properties() + ": " + e, e);
    }
  }

  @Override
  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of("-cp", absoluteClassPath(), KafkaBroker.class.getName()));
    command.addAll(List.of(properties().toString(), readyFile.toString()));
    // An orderly end takes seconds, for which the next owner of the folder would wait.
    return tether.around(Signal.KILL, command);
  }

  @Override
  void adapt(Map<String, String> environment) {
    ChildEnvironment.clean(environment);
  }

  /** The broker writes its pid there once it serves. */
  @Override
  boolean isReady(long pid) {
    try {
      return Files.readString(readyFile).equals(Long.toString(pid));
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  Signal stopSignal() {
    return Signal.TERM;
  }

  @Override
  Signal dropSignal() {
    return Signal.KILL;
  }

  /** A JVM, on a machine that may be busy; who waits for it has a limit of his own. */
  @Override
  Duration startLimit() {
    return Duration.ofMinutes(2);
  }

  @Override
  Duration stopLimit() {
    return Duration.ofSeconds(15);
  }

  private Path properties() {
    return home.resolve("server.properties");
  }

  /** The child runs in another folder. */
  private static String absoluteClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
