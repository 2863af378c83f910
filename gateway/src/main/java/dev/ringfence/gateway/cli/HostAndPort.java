package dev.ringfence.gateway.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a server as people type it, {@code host:port} or {@code [::1]:port}. */
public final class HostAndPort {
  private static final Pattern ADDRESS =
      Pattern.compile("([^\\s,:/\\[\\]]+|\\[[0-9a-fA-F:.%]+]):(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  private HostAndPort() {}

  /** As one writes it: of an address with colons, with brackets around that. */
  public static String of(String host, int port) {
    return (host.indexOf(':') >= 0 && !host.startsWith("[") ? '[' + host + ']' : host) + ':' + port;
  }

  /** Whether it can be one. */
  public static boolean isValid(String text) {
    Matcher address = ADDRESS.matcher(text);
    return address.matches() && Integer.parseInt(address.group(2)) <= MAX_PORT;
  }
}
