package dev.ringfence.gateway.cli;

import dev.ringfence.client.ClientConfig;
import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Who a client command is, and how it keeps that private. */
public final class AccessOptions {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]+");

  @Option(names = "--tls", description = "Speak TLS, and trust what this machine trusts.")
  private boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      defaultValue = "${env:RINGFENCE_TLS_CA}",
      description = "Speak TLS, and trust these authorities (PEM; default: $RINGFENCE_TLS_CA).")
  private Path authorities;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:RINGFENCE_TLS_CERT}",
      description = "The certificate that says who you are (PEM; default: $RINGFENCE_TLS_CERT).")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:RINGFENCE_TLS_KEY}",
      description = "Its private key (PEM, PKCS #8; default: $RINGFENCE_TLS_KEY).")
  private Path key;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      defaultValue = "${env:RINGFENCE_API_KEY_FILE}",
      description =
          "A file with your API key or token (default: $RINGFENCE_API_KEY_FILE; or the key itself"
              + " in $RINGFENCE_API_KEY).")
  private Path secretFile;

  @Option(names = "--allow-plaintext", description = "Send the key to another machine without TLS.")
  private boolean allowPlaintext;

  boolean usesTls() {
    return tls || authorities != null || certificate != null || key != null;
  }

  /**
   * How to connect.
   *
   * @throws IllegalArgumentException if the options make no sense, or their files
   */
  ChannelCredentials channelCredentials() {
    if (!usesTls()) {
      return InsecureChannelCredentials.create();
    }
    requireName(authorities, "--tls-ca", "RINGFENCE_TLS_CA");
    requireName(certificate, "--tls-cert", "RINGFENCE_TLS_CERT");
    requireName(key, "--tls-key", "RINGFENCE_TLS_KEY");
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--tls-cert and --tls-key belong together");
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    try {
      if (authorities != null) {
        credentials.trustManager(authorities.toFile());
      }
      if (certificate != null) {
        credentials.keyManager(certificate.toFile(), key.toFile());
      }
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "A file for TLS can't be read: " + unreadable.getMessage(), unreadable);
    }
    return credentials.build();
  }

  /**
   * How the Java client connects to this server.
   *
   * @throws IllegalArgumentException if the options make no sense, or their files
   */
  public ClientConfig clientConfig(String server) {
    return ClientConfig.to(server)
        .withCredentials(channelCredentials())
        .withToken(token(server).orElse(""))
        // Seen to just now: it goes to nobody else.
        .withPlaintextAllowed(true);
  }

  /** What is sent with each call; nothing if empty. Complains like {@link #token}. */
  Optional<CallCredentials> callCredentials(String server) {
    return token(server).map(Bearer::new);
  }

  /**
   * The key or token; nothing if empty.
   *
   * @throws IllegalArgumentException if it can't be read, or would cross a network in plain text
   */
  Optional<String> token(String server) {
    Optional<String> secret = secret();
    if (secret.isPresent() && !usesTls() && !allowPlaintext && !isLoopback(server)) {
      throw new IllegalArgumentException(
          "Your key would cross the network in plain text: use --tls or --tls-ca, or say"
              + " --allow-plaintext");
    }
    return secret;
  }

  private Optional<String> secret() {
    requireName(secretFile, "--api-key-file", "RINGFENCE_API_KEY_FILE");
    String text = System.getenv("RINGFENCE_API_KEY");
    if (secretFile != null) {
      try {
        text = Files.readString(secretFile);
      } catch (IOException | RuntimeException unreadable) {
        throw new IllegalArgumentException("The key file " + secretFile + " can't be read");
      }
    }
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    if (!HEADER_VALUE.matcher(text.strip()).matches()) {
      throw new IllegalArgumentException("That is no key or token: it has strange characters");
    }
    return Optional.of(text.strip());
  }

  /** What is empty, as a variable may be, must not do without TLS, or without a key, in silence. */
  private static void requireName(Path file, String option, String variable) {
    if (file != null && file.toString().isEmpty()) {
      throw new IllegalArgumentException(
          option + " (or " + variable + ") is empty: name a file, or leave it out");
    }
  }

  static boolean isLoopback(String server) {
    try {
      return InetAddress.getByName(PORT.matcher(server).replaceFirst("")).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /** Sends the secret, and keeps it to itself otherwise. */
  private static final class Bearer extends CallCredentials {
    private final String secret;

    Bearer(String secret) {
      this.secret = secret;
    }

    @Override
    public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
      Metadata headers = new Metadata();
      try {
        headers.put(AUTHORIZATION, "Bearer " + secret);
        applier.apply(headers);
      } catch (RuntimeException impossible) {
        applier.fail(Status.UNAUTHENTICATED.withCause(impossible));
      }
    }
  }
}
