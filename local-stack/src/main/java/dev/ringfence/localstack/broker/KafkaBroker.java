package dev.ringfence.localstack.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/** The main class of the broker's JVM: formats its folder once, serves, and says when it does. */
public final class KafkaBroker {

  // Fixed, so that a folder can be formatted again without asking who it belongs to.
  private static final String CLUSTER_ID = "UmluZ2ZlbmNlTG9jYWxTdA";

  private KafkaBroker() {}

  public static void main(String[] arguments) {
    // Its files have numbers in their names, and not all countries our digits.
    Locale.setDefault(Locale.ROOT);
    try {
      serve(arguments[0], Path.of(arguments[1]));
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      // Threads of a half started broker must not keep the process.
      Runtime.getRuntime().halt(1);
    }
  }

  private static void serve(String properties, Path readyFile) throws IOException {
    String[] format = {"format", "--ignore-formatted", "-t", CLUSTER_ID, "-c", properties};
    int exitCode = StorageTool.execute(format, System.out);
    if (exitCode != 0) {
      throw new IOException("formatting the folder failed with exit code " + exitCode);
    }
    KafkaConfig config = KafkaConfig.fromProps(Utils.loadProps(properties));
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    server.startup();
    announce(readyFile);
    server.awaitShutdown();
  }

  private static void announce(Path readyFile) throws IOException {
    Path partial = readyFile.resolveSibling(readyFile.getFileName() + ".partial");
    Files.writeString(partial, Long.toString(ProcessHandle.current().pid()));
    Files.move(partial, readyFile, StandardCopyOption.ATOMIC_MOVE);
  }
}
