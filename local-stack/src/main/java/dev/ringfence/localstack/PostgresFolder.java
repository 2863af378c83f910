package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The data folder of PostgreSQL, made once with the role and the database of the engine. */
final class PostgresFolder {

  static final String USER = "ringfence";
  static final String DATABASE = "ringfence";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path home;
  private final Path log;
  private final Tether tether;
  private final Optional<SmallDisk> disk;

  /** Where we see what the server has. */
  private final Path seen;

  /** Where the server has it. */
  private final Path here;

  /**
   * @param disk for the data; empty: it is at home
   */
  PostgresFolder(Path home, Path log, Tether tether, Optional<SmallDisk> disk) {
    this.home = home;
    this.log = log;
    this.tether = tether;
    this.disk = disk;
    seen = disk.map(SmallDisk::seen).orElse(home);
    here = disk.map(SmallDisk::folder).orElse(home);
  }

  /** As we see it. */
  Path data() {
    return seen.resolve("data");
  }

  /** As the server sees it. */
  Path serverData() {
    return here.resolve("data");
  }

  /** What starts the server, or one of its tools. */
  List<String> command(Signal onDeath, List<String> words) {
    return disk.map(on -> tether.aroundPostgresOn(on, onDeath, words))
        .orElseGet(() -> tether.aroundPostgres(onDeath, words));
  }

  /** Random, and kept beside the data, so that it is the same after a restart. */
  String password() {
    Path file = seen.resolve("password");
    try {
      if (!Files.exists(file)) {
        Path partial = seen.resolve("password.partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(partial, randomPassword());
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new LocalStackException("cannot keep the password in " + file, e);
    }
  }

  /**
   * The server may have been another user the last time.
   *
   * @param temporary whether the folder around it is our own, and no choice of the caller's
   */
  void giveToServer(boolean temporary) {
    if (disk.isPresent()) {
      return;
    }
    switch (tether.postgresUser()) {
      case SAME, NAMELESS -> {}
      case UNMAPPED -> {
        if (FileTree.isOwnedBy(Tether.NOBODY_ID, home)) {
          FileTree.giveTo(Tether.ROOT_ID, home);
        }
      }
      case NOBODY -> {
        if (temporary) {
          FileTree.letOthersIn(home.getParent());
        }
        FileTree.requireOpenToOthers(home);
        FileTree.giveTo(Tether.NOBODY_ID, home);
      }
    }
  }

  void createIfMissing(PostgresBinaries binaries) {
    if (Files.isDirectory(data())) {
      return;
    }
    if (tether.postgresUser() == Tether.PostgresUser.NAMELESS) {
      throw new LocalStackException(
          "PostgreSQL makes its data only for a user with a name: give this one"
              + " a line in /etc/passwd, as echo \"ringfence:x:$(id -u):$(id -g)::/tmp:/bin/sh\" writes it,"
              + " or run as another");
    }
    // Under another name until it is complete: a kill in between leaves nothing half made.
    Path partial = seen.resolve("data.partial");
    Path serverPartial = here.resolve("data.partial");
    FileTree.delete(partial);
    initialise(binaries, serverPartial);
    createRoleAndDatabase(binaries, serverPartial);
    try {
      Files.move(partial, data(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LocalStackException("cannot rename " + partial + ": " + e, e);
    }
  }

  private void initialise(PostgresBinaries binaries, Path folder) {
    List<String> command =
        List.of(
            binaries.initdb(),
            "--pgdata=" + folder,
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            // A young server has no old segments to use again, and every commit waits while it
            // makes one: 50 to 90 ms for the usual 16 MB.
            "--wal-segsize=1",
            "--auth-host=scram-sha-256",
            // Unix sockets are off: this lets nobody in.
            "--auth-local=trust");
    Task.run("initdb", command(Signal.TERM, command), "", home, log);
  }

  private void createRoleAndDatabase(PostgresBinaries binaries, Path folder) {
    StringBuilder script = new StringBuilder();
    script
        .append("CREATE ROLE %s LOGIN CREATEDB PASSWORD '%s'\n".formatted(USER, password()))
        .append("GRANT pg_monitor TO %s\n".formatted(USER));
    binaries
        .preloadedLibraries()
        .forEach(library -> script.append("CREATE EXTENSION %s\n".formatted(library)));
    script.append("CREATE DATABASE %s OWNER %s\n".formatted(DATABASE, USER));
    List<String> command =
        List.of(
            binaries.postgres(),
            "--single",
            "-D",
            folder.toString(),
            "-c",
            "exit_on_error=true",
            // The script holds the password.
            "-c",
            "log_min_error_statement=panic",
            "template1");
    Task.run(
        "creating the database " + DATABASE,
        command(Signal.TERM, command),
        script.toString(),
        home,
        log);
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
