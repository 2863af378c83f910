package dev.ringfence.gateway.boot;

import io.lettuce.core.RedisURI;
import java.net.URI;

/** Where Redis is: a URL that may hold a password, so that it is never shown. */
final class RedisAddress {
  private RedisAddress() {}

  /** The same, if the Redis client understands it. */
  static String checked(String url) {
    boolean understood;
    try {
      var _ = RedisURI.create(url);
      URI parts = URI.create(url);
      // A # or a ? in a password ends the host early, and what is left of it would be looked up.
      understood = !(parts.getRawQuery() + parts.getRawFragment()).contains("@");
    } catch (IllegalArgumentException wrong) {
      // Its message has the whole URL: not even as a cause may it get into the log.
      understood = false;
    }
    if (!understood) {
      throw new ConfigurationException(
          "The URL of Redis must look like redis://user:password@host:6379, with whatever is no"
              + " letter or digit in the password written as %5E, %23 and so on");
    }
    return url;
  }
}
