package dev.ringfence.localstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL with a role and a database for the engine. Every commit waits for the disk. */
public final class LocalPostgres extends ChildServer {

  /**
   * On the command line, where nothing overrules them. Not synchronous_commit, which is on by
   * itself: a test must be able to tell a running server otherwise.
   */
  private static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("fsync", "on"),
              Map.entry("full_page_writes", "on"),
              Map.entry("wal_level", "replica"),
              Map.entry("max_wal_size", "4GB"),
              Map.entry("min_wal_size", "1GB"),
              Map.entry("checkpoint_timeout", "15min"),
              Map.entry("shared_buffers", "256MB"),
              Map.entry("max_connections", "100"),
              Map.entry("listen_addresses", "127.0.0.1"),
              Map.entry("unix_socket_directories", ""),
              Map.entry("timezone", "UTC"),
              Map.entry("log_timezone", "UTC")));

  private static final String SMALL_DISK_WAL = "128MB";

  private final BinaryCache cache;
  private final boolean onSmallDisk;
  private final boolean temporary;
  private final PostgresFolder folder;
  private PostgresBinaries binaries;

  LocalPostgres(LocalStackConfig config, BinaryCache cache, Tether tether) {
    super(LocalService.POSTGRES, config);
    this.cache = cache;
    onSmallDisk = config.postgresDisk().isPresent();
    temporary = config.temporary();
    folder = new PostgresFolder(home, log, tether, config.postgresDisk());
  }

  /** With the user and the password in it. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(port(), PostgresFolder.DATABASE, user(), password());
  }

  public String user() {
    return PostgresFolder.USER;
  }

  public String password() {
    return folder.password();
  }

  @Override
  void prepare() {
    binaries = PostgresBinaries.unpack(cache);
    folder.giveToServer(temporary);
    folder.createIfMissing(binaries);
  }

  @Override
  void beforeLaunch() {
    new PostmasterFile(folder.data()).deleteIfStale();
  }

  @Override
  List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.postgres(),
                "-D",
                folder.serverData().toString(),
                "-p",
                String.valueOf(portNumber())));
    SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    if (onSmallDisk) {
      command.addAll(
          List.of("-c", "max_wal_size=" + SMALL_DISK_WAL, "-c", "min_wal_size=" + SMALL_DISK_WAL));
    }
    command.add("-c");
    command.add("shared_preload_libraries=" + String.join(",", binaries.preloadedLibraries()));
    return folder.command(stopSignal(), command);
  }

  @Override
  boolean isReady(long pid) {
    return new PostmasterFile(folder.data()).isReady(pid);
  }

  /** A fast shutdown: clients are cut off, the last checkpoint is written. */
  @Override
  Signal stopSignal() {
    return Signal.INT;
  }

  /**
   * An immediate shutdown: no checkpoint. After a SIGKILL its shared memory would stay behind, of
   * which a machine has a limited number of segments.
   */
  @Override
  Signal dropSignal() {
    return Signal.QUIT;
  }

  @Override
  Duration startLimit() {
    return Duration.ofMinutes(1);
  }

  @Override
  Duration stopLimit() {
    return Duration.ofSeconds(30);
  }
}
