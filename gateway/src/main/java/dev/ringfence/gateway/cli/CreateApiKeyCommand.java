package dev.ringfence.gateway.cli;

import dev.ringfence.gateway.identity.ApiKey;
import dev.ringfence.gateway.identity.ClientsFile;
import dev.ringfence.gateway.identity.KeyHash;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    description = "Make an API key, and write its hash into the clients file.",
    footer = {
      "",
      "The key is printed this once, alone on standard output; the file keeps what"
          + " recognises it, and a running server takes it from there within a second. Take a"
          + " key back by deleting its entry from the file."
    })
final class CreateApiKeyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "CLIENT", description = "Whose key it is.")
  private String client;

  @Option(
      names = "--clients",
      paramLabel = "FILE",
      required = true,
      description = "The clients file, made if it is not there.")
  private Path file;

  @Option(
      names = "--allow",
      paramLabel = "OPERATION",
      split = ",",
      description = "What a new client may do (default: trade,read).")
  private List<String> allow = List.of();

  @Option(
      names = "--accounts",
      paramLabel = "RANGE",
      split = ",",
      description = "With which accounts, 42 or 1-1000 for example (default: all).")
  private List<String> accounts = List.of();

  @Option(
      names = "--expires-in",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "For how long it is good, 2160h for example (default: until it is deleted).")
  private Duration expiresIn;

  @Override
  public Integer call() {
    if (expiresIn != null && !expiresIn.isPositive()) {
      throw new ParameterException(
          spec.commandLine(), "--expires-in must be greater than zero, 2160h for example");
    }
    SecureRandom random = new SecureRandom();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    ApiKey key = ApiKey.random(random);
    Instant expires = expiresIn == null ? KeyHash.NEVER : now.plus(expiresIn);
    boolean isNew =
        new ClientsFile(file)
            .addKey(client, KeyHash.of(key, expires, random), now, allow, accounts);
    spec.commandLine().getOut().println(key.text());
    spec.commandLine().getOut().flush();
    spec.commandLine()
        .getErr()
        .println(
            (isNew ? "New client " : "One more key for client ")
                + client
                + " in "
                + file
                + ". The key above is shown this once.");
    spec.commandLine().getErr().flush();
    return ExitCode.GOOD;
  }
}
