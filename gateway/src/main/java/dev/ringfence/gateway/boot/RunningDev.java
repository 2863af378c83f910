package dev.ringfence.gateway.boot;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;

/** What a {@code dev} leaves in its folder while it runs, for tools on the same machine. */
final class RunningDev {
  private static final String FILE = "ready.json";

  /** Tells it from who has its process number after it was killed, or the machine was started. */
  private static final String STARTED = "started";

  private final Path folder;
  private final Path file;

  RunningDev(Path folder) {
    this.folder = folder;
    file = folder.resolve(FILE);
  }

  /** A field of its READY line; nothing if no dev runs there. */
  Optional<String> field(String name) {
    try {
      Struct ready = read();
      boolean runs =
          ProcessHandle.of((long) ready.getFieldsOrThrow("pid").getNumberValue())
              .filter(process -> startMillis(process) == startMillis(ready))
              .isPresent();
      return Optional.of(ready.getFieldsOrThrow(name).getStringValue()).filter(_ -> runs);
    } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
      throw new ConfigurationException(file + " is not what ringfence dev writes", unreadable);
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /** It holds the password of the database, so it is for the eyes of its owner alone. */
  void announce(ReadyLine ready) throws IOException {
    Path next =
        Files.createTempFile(
            folder,
            FILE,
            ".next",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(next, ready.and(STARTED, startMillis(ProcessHandle.current())).json());
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** Takes away what this process has left there, and nothing of another's. */
  void withdraw() throws IOException {
    try {
      long pid = (long) read().getFieldsOrThrow("pid").getNumberValue();
      if (pid == ProcessHandle.current().pid()) {
        Files.deleteIfExists(file);
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException notOurs) {
      // Whoever wrote it may want it.
    } catch (IOException absent) {
      // Nothing was left.
    }
  }

  private static long startMillis(Struct ready) {
    return (long) ready.getFieldsOrThrow(STARTED).getNumberValue();
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private Struct read() throws IOException {
    Struct.Builder ready = Struct.newBuilder();
    JsonFormat.parser().merge(Files.readString(file), ready);
    return ready.build();
  }
}
