package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.identity.IdentityConfig;
import dev.ringfence.gateway.tls.TlsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Who may call, and how connections are kept private.
 *
 * @param identity where it is written who may call; everybody may if empty
 * @param tls the certificate; connections are in plain text if empty
 */
record SecurityConfig(Optional<IdentityConfig> identity, Optional<TlsConfig> tls) {
  /** Everybody may call, in plain text. */
  static final SecurityConfig OPEN = new SecurityConfig(Optional.empty(), Optional.empty());

  /**
   * Refuses to begin with a door open that nobody opened on purpose.
   *
   * @param hosts where the ports listen
   * @param insecure whether the operator wants everybody to be served
   * @param plaintext whether keys and tokens may cross a network in plain text
   */
  void requireMeant(List<String> hosts, boolean insecure, boolean plaintext) {
    if (insecure && identity.isPresent()) {
      throw new ConfigurationException(
          "identity.clients.file and --insecure contradict each other: leave one of them out");
    }
    if (!insecure && identity.isEmpty()) {
      throw new ConfigurationException(
          "Who may call? Name them in identity.clients.file (docs/security.md tells how; ringfence"
              + " apikey create makes the first one), or serve everybody who can reach the ports"
              + " with --insecure");
    }
    if (identity.isPresent() && tls.isEmpty() && !plaintext) {
      for (String host : hosts) {
        if (!isLoopback(host)) {
          throw new ConfigurationException(
              "Keys and tokens would cross the network in plain text, as "
                  + host
                  + " is not this machine alone: set tls.certificate.file and tls.key.file, or say"
                  + " --allow-plaintext where something in front speaks TLS");
        }
      }
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      throw new ConfigurationException("The address " + host + " is not known here", unknown);
    }
  }
}
