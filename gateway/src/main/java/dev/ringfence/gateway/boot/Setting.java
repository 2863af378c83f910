package dev.ringfence.gateway.boot;

import java.util.Locale;

/**
 * One key of the configuration.
 *
 * @param key as in the file: {@code grpc.port}
 * @param defaultValue null where the operator must say
 * @param secret whether its value is masked wherever it is shown
 * @param purpose what it is for, in a sentence
 */
record Setting(String key, String defaultValue, boolean secret, String purpose) {
  static Setting required(String key, String purpose) {
    return new Setting(key, null, false, purpose);
  }

  static Setting secret(String key, String purpose) {
    return new Setting(key, "", true, purpose);
  }

  static Setting optional(String key, String defaultValue, String purpose) {
    return new Setting(key, defaultValue, false, purpose);
  }

  /** Only what is empty unless the operator says otherwise. */
  boolean mayBeEmpty() {
    return "".equals(defaultValue);
  }

  /** The environment variable that overrides the file: {@code RINGFENCE_GRPC_PORT}. */
  String environmentVariable() {
    return "RINGFENCE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
