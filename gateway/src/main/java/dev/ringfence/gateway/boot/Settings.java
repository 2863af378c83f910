package dev.ringfence.gateway.boot;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration in force: defaults, overridden by the file, overridden by the environment. All
 * that is wrong is said at once, and a key that nobody knows is wrong.
 */
final class Settings {
  private static final String MASK = "********";
  private static final String PREFIX = "RINGFENCE_";

  /** Of a URL: {@code ?password=…}, and {@code //user:password@}. */
  private static final Pattern SECRET_IN_URL =
      Pattern.compile("(?i)([?&][^=&]*password=)[^&]*|(://[^/:@]*:)[^/@]*(?=@)");

  /** Variables of the program that are no keys of this configuration. */
  private static final Set<String> OTHERS =
      Set.of(
          "RINGFENCE_API_KEY",
          "RINGFENCE_API_KEY_FILE",
          "RINGFENCE_BASELINE_JDBC",
          "RINGFENCE_BENCH_JDBC",
          "RINGFENCE_CRASH_AT",
          "RINGFENCE_JAVA_OPTS",
          "RINGFENCE_LOG_FORMAT",
          "RINGFENCE_SERVER",
          "RINGFENCE_TLS_CA",
          "RINGFENCE_TLS_CERT",
          "RINGFENCE_TLS_KEY");

  /** Kubernetes gives every pod such variables for a service that is called ringfence. */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile("RINGFENCE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_.+)");

  private static final Pattern OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://");

  private final Map<String, Setting> known;
  private final Map<String, String> values;

  private Settings(Map<String, Setting> known, Map<String, String> values) {
    this.known = known;
    this.values = values;
  }

  static Settings load(List<Setting> settings, Path file, Map<String, String> environment) {
    UnambiguousProperties fromFile = new UnambiguousProperties();
    if (file != null) {
      try (Reader reader = Files.newBufferedReader(file)) {
        fromFile.load(reader);
      } catch (NoSuchFileException missing) {
        throw new ConfigurationException("There is no configuration file " + file, missing);
      } catch (IOException | IllegalArgumentException unreadable) {
        throw new ConfigurationException(
            "The configuration file " + file + " can't be read: " + unreadable.getMessage(),
            unreadable);
      }
    }
    fromFile.requireOneMeaning(file);
    return of(settings, fromFile, environment);
  }

  static Settings of(List<Setting> settings, Properties fromFile, Map<String, String> environment) {
    Map<String, Setting> known = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (Setting setting : settings) {
      known.put(setting.key(), setting);
      String value =
          fromEnvironment(setting, environment)
              .orElseGet(() -> fromFile.getProperty(setting.key(), setting.defaultValue()));
      if (value == null) {
        wrong.add(
            setting.key()
                + " is missing: "
                + setting.purpose()
                + " (or set "
                + setting.environmentVariable()
                + ")");
      } else if (value.isBlank() && !setting.mayBeEmpty()) {
        wrong.add(
            setting.key()
                + " (or "
                + setting.environmentVariable()
                + ") is empty: "
                + (setting.defaultValue() == null
                    ? setting.purpose()
                    : "give it a value, or leave it out for " + setting.defaultValue()));
      } else {
        values.put(setting.key(), value.strip());
      }
    }
    for (String key : new TreeSet<>(fromFile.stringPropertyNames())) {
      if (!known.containsKey(key)) {
        wrong.add(key + " is not a key that Ringfence knows");
      }
    }
    wrong.addAll(unknownVariables(settings, environment));
    if (!wrong.isEmpty()) {
      throw new ConfigurationException("The configuration is wrong: " + String.join("; ", wrong));
    }
    return new Settings(known, values);
  }

  /**
   * A service that is called ringfence-grpc has Kubernetes give every pod RINGFENCE_GRPC_PORT as
   * well, with an address in it: that was not meant for us.
   */
  private static Optional<String> fromEnvironment(
      Setting setting, Map<String, String> environment) {
    String variable = setting.environmentVariable();
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !variable.endsWith("_PORT") || !OF_A_SERVICE.matcher(value).lookingAt());
  }

  /** A variable with a slip of the pen would be as if it were not there. */
  private static List<String> unknownVariables(
      List<Setting> settings, Map<String, String> environment) {
    Set<String> known =
        settings.stream().map(Setting::environmentVariable).collect(Collectors.toSet());
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(PREFIX))
        .filter(variable -> !known.contains(variable.getKey()))
        .filter(variable -> !OTHERS.contains(variable.getKey()))
        .filter(variable -> !OF_KUBERNETES.matcher(variable.getKey()).matches())
        .filter(variable -> !OF_A_SERVICE.matcher(variable.getValue()).lookingAt())
        .map(variable -> variable.getKey() + " is not a variable that Ringfence knows")
        .sorted()
        .toList();
  }

  String text(Setting setting) {
    return values.get(setting.key());
  }

  int number(Setting setting, int least, int most) {
    String text = text(setting);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, in the same words as a number that is out of range.
    }
    throw new ConfigurationException(
        setting.key() + " must be a whole number from " + least + " to " + most + ", not " + text);
  }

  boolean flag(Setting setting) {
    return switch (text(setting)) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw new ConfigurationException(setting.key() + " must be true or false, not " + other);
    };
  }

  /** Every key with its value, one a line, secrets masked: what {@code --print-config} shows. */
  String print() {
    return known.values().stream()
        .map(setting -> "# " + setting.purpose() + "\n" + setting.key() + "=" + shown(setting))
        .collect(Collectors.joining("\n"));
  }

  private String shown(Setting setting) {
    String value = text(setting);
    return setting.secret() && !value.isEmpty()
        ? MASK
        : SECRET_IN_URL.matcher(value).replaceAll("$1$2" + MASK);
  }
}
