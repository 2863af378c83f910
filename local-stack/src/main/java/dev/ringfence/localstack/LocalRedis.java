package dev.ringfence.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** Redis without persistence: what it holds is a projection and can be made again. */
public final class LocalRedis extends ChildServer {

  private static final String VERSION = "7.0.15";
  private static final String PROGRAM = "redis-server";

  private final BinaryCache cache;
  private final Tether tether;
  private Path program;

  LocalRedis(LocalStackConfig config, BinaryCache cache, Tether tether) {
    super(LocalService.REDIS, config);
    this.cache = cache;
    this.tether = tether;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port();
  }

  @Override
  void prepare() {
    program =
        cache
            .unpacked(
                "Redis " + VERSION,
                "redis-" + VERSION,
                Platform.current().redisProgram(VERSION),
                LocalRedis::extract)
            .resolve(PROGRAM);
  }

  private static void extract(InputStream content, Path folder) throws IOException {
    Path target = folder.resolve(PROGRAM);
    Files.copy(content, target);
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Override
  void beforeLaunch() {
    // Redis leaves nothing behind.
  }

  @Override
  List<String> command() {
    return tether.around(
        Signal.KILL,
        List.of(
            program.toString(),
            "--port",
            String.valueOf(portNumber()),
            "--bind",
            "127.0.0.1",
            "--dir",
            home.toString(),
            "--save",
            "",
            "--appendonly",
            "no"));
  }

  @Override
  boolean isReady(long pid) {
    return RedisProbe.answersAs(pid, portNumber());
  }

  @Override
  Signal stopSignal() {
    return Signal.TERM;
  }

  @Override
  Signal dropSignal() {
    return Signal.KILL;
  }

  @Override
  Duration startLimit() {
    return Duration.ofSeconds(20);
  }

  @Override
  Duration stopLimit() {
    return Duration.ofSeconds(5);
  }
}
