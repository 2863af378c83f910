package dev.ringfence.gateway.boot;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import dev.ringfence.localstack.TetheredProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** {@code ringfence serve} as people run it: a process of its own, which hears signals. */
final class ServeProcess implements AutoCloseable {
  private static final String READY = "READY ";
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-Xmx512m");

  private final TetheredProcess process;
  private final String address;

  private ServeProcess(TetheredProcess process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Returns when it is ready; what it logs is in a file of the folder. */
  static ServeProcess start(Path folder, Map<String, String> settings) throws IOException {
    List<String> command =
        Stream.of(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                OPTIONS,
                List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    Ringfence.class.getName(),
                    "serve",
                    "--insecure"))
            .flatMap(List::stream)
            .toList();
    TetheredProcess process =
        TetheredProcess.start("serve", command, settings, folder.resolve("serve.log"));
    BufferedReader lines = process.says();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(READY)) {
        Struct.Builder ready = Struct.newBuilder();
        JsonFormat.parser().merge(line.substring(READY.length()), ready);
        return new ServeProcess(process, ready.getFieldsOrThrow("grpc").getStringValue());
      }
    }
    process.close();
    throw new IOException("It ended before it was ready; see serve.log");
  }

  /** Of the gRPC port. */
  String address() {
    return address;
  }

  void terminate() {
    process.terminate();
  }

  OptionalInt awaitEnd(Duration limit) throws InterruptedException {
    return process.awaitEnd(limit);
  }

  @Override
  public void close() {
    process.close();
  }
}
