package dev.ringfence.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.identity.CredentialCheck;
import dev.ringfence.gateway.testing.TestIdentity;
import dev.ringfence.gateway.testing.TestPki;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.gateway.tls.ServerTls;
import dev.ringfence.gateway.tls.TlsConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key from making it to using it, by hand and over TLS. */
@Timeout(60)
final class AccessOptionsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path authority;
  private Path keyFile;
  private CredentialCheck identity;
  private ServerTls tls;
  private TestServer server;

  @BeforeEach
  void begin() throws Exception {
    TestIdentity files = new TestIdentity(folder);
    Files.delete(files.clientsFile());
    int exitCode =
        run(
            "apikey",
            "create",
            "orders",
            "--clients",
            files.clientsFile().toString(),
            "--accounts",
            "1-50");
    assertEquals(0, exitCode, err.toString());
    keyFile = Files.writeString(folder.resolve("key"), out.toString());
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    TestPki pki = new TestPki("CN=Test Authority");
    authority = pki.writeAuthority(folder.resolve("ca.pem"));
    Path certificate = pki.writeCertificate(folder.resolve("server.pem"), "CN=server");
    tls =
        new ServerTls(
            new TlsConfig(certificate, TestPki.key(certificate), Optional.empty(), false));
    identity = new CredentialCheck(files.config(), InstantSource.system());
    server = new TestServer(identity, tls.grpcCredentials());
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
  }

  @AfterEach
  void end() {
    server.close();
    identity.close();
    tls.close();
  }

  @Test
  void shouldSayWhichNameOfAFileIsEmpty() {
    for (String option : List.of("--tls-ca", "--tls-cert", "--tls-key", "--api-key-file")) {
      err.getBuffer().setLength(0);
      assertEquals(2, run("account", "get", "42", option, ""), option);
      assertTrue(err.toString().contains(option + " (or RINGFENCE_"), err::toString);
      assertTrue(err.toString().contains("is empty"), err::toString);
    }
  }

  @Test
  void shouldCallWithAKeyOverTls() {
    int exitCode =
        get("42", "--tls-ca", authority.toString(), "--api-key-file", keyFile.toString());

    assertEquals("", err.toString());
    assertEquals(0, exitCode);
    assertTrue(out.toString().contains("ACTIVE"), out.toString());
  }

  @Test
  void shouldSayHowToShowAKeyWithoutOne() {
    int exitCode = get("42", "--tls-ca", authority.toString());

    assertEquals(2, exitCode);
    assertTrue(err.toString().contains("--api-key-file"), err.toString());
  }

  @Test
  void shouldSayThatAnAccountIsOutOfScope() {
    int exitCode =
        get("51", "--tls-ca", authority.toString(), "--api-key-file", keyFile.toString());

    assertEquals(2, exitCode);
    assertTrue(err.toString().contains("You may not do this"), err.toString());
  }

  @Test
  void shouldNotSendAKeyToAnotherMachineInPlainText() throws Exception {
    int exitCode =
        run(
            "account",
            "get",
            "42",
            "--server",
            "192.0.2.1:7400",
            "--api-key-file",
            keyFile.toString());

    assertEquals(2, exitCode);
    assertTrue(err.toString().contains("plain text"), err.toString());
    assertFalse(err.toString().contains(Files.readString(keyFile).strip()), "a secret in an error");
  }

  @Test
  void shouldSayThatItDoesNotTrustTheServer() {
    int exitCode = get("42", "--tls");

    assertEquals(3, exitCode);
    assertTrue(err.toString().contains("There is no TLS with the server at"), err.toString());
    assertFalse(err.toString().contains("not known"), err.toString());
  }

  @Test
  void shouldNameTheOptionsWhereAFileHoldsNoCertificate() {
    int exitCode = get("42", "--tls-ca", keyFile.toString());

    assertEquals(2, exitCode);
    assertTrue(err.toString().contains("--tls-ca"), err.toString());
    assertTrue(err.toString().contains("PEM"), err.toString());
  }

  @Test
  void shouldRefuseAPrivateKeyWithoutItsCertificate() {
    int exitCode = run("account", "get", "42", "--tls-key", keyFile.toString());

    assertEquals(2, exitCode);
    assertTrue(err.toString().contains("belong together"), err.toString());
  }

  @Test
  void shouldRefuseAKeyFileThatHoldsSomethingElse() throws Exception {
    Files.writeString(keyFile, "two\nlines");

    int exitCode =
        get("42", "--tls-ca", authority.toString(), "--api-key-file", keyFile.toString());

    assertEquals(2, exitCode);
    assertFalse(err.toString().contains("two"), err.toString());
  }

  private int get(String account, String... options) {
    String[] arguments = new String[5 + options.length];
    System.arraycopy(
        new String[] {"account", "get", account, "--server", server.address()}, 0, arguments, 0, 5);
    System.arraycopy(options, 0, arguments, 5, options.length);
    return run(arguments);
  }

  private int run(String... arguments) {
    return RingfenceCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
