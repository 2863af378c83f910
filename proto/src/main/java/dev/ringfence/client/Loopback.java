package dev.ringfence.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether what is sent to a target stays on this machine. */
final class Loopback {
  private static final Pattern SCHEME = Pattern.compile("^dns:(//[^/]*/)?");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[(?<ipv6>[0-9a-fA-F:.]+)]|(?<host>[^:/\\[\\]]+))(?::\\d+)?");
  private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

  private Loopback() {}

  /** True only where no name has to be looked up, as names are whatever their server says. */
  static boolean is(String target) {
    if (target.startsWith("unix:")) {
      return true;
    }
    Matcher parts = HOST_AND_PORT.matcher(SCHEME.matcher(target).replaceFirst(""));
    if (!parts.matches()) {
      return false;
    }
    String ipv6 = parts.group("ipv6");
    String host = parts.group("host");
    return ipv6 != null
        ? isLoopback(ipv6)
        : host.equalsIgnoreCase("localhost") || (IPV4.matcher(host).matches() && isLoopback(host));
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException none) {
      return false;
    }
  }
}
