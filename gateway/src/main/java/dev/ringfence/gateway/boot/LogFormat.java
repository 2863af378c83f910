package dev.ringfence.gateway.boot;

import java.util.Locale;

/** How the log is written: each has an appender of its name in logback.xml. */
enum LogFormat {
  /** Lines for people. */
  TEXT,
  /** One JSON object a line. */
  JSON;

  private static final String VARIABLE = "RINGFENCE_LOG_FORMAT";

  /**
   * What the environment asks for.
   *
   * @param value of the variable; null where it is not there
   */
  static LogFormat of(String value) {
    if (value == null || value.isBlank()) {
      return TEXT;
    }
    for (LogFormat format : values()) {
      if (format.word().equalsIgnoreCase(value.strip())) {
        return format;
      }
    }
    throw new ConfigurationException(VARIABLE + " must be text or json, not '" + value + "'");
  }

  /** That of this process. */
  static LogFormat ofThisProcess() {
    return of(System.getenv(VARIABLE));
  }

  /**
   * Has the log written like this. To be called before anything is logged: logback takes whatever
   * stands there for the name of an appender, and where there is none of that name, logs nothing.
   */
  void choose() {
    System.setProperty(VARIABLE, word());
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
