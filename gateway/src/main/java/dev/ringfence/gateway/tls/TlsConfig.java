package dev.ringfence.gateway.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How connections are kept private. All files are PEM, and are read again when they change.
 *
 * @param certificateFile the server's certificate, and those between it and its authority
 * @param keyFile its private key (PKCS #8, without a password)
 * @param clientCaFile authorities whose certificates callers may show; they can't if empty
 * @param clientCertificateRequired whether a connection without such a certificate is refused
 */
public record TlsConfig(
    Path certificateFile,
    Path keyFile,
    Optional<Path> clientCaFile,
    boolean clientCertificateRequired) {
  public TlsConfig {
    if (clientCertificateRequired && clientCaFile.isEmpty()) {
      throw new IllegalArgumentException(
          "client certificates can't be required where no authority for them is named");
    }
  }
}
