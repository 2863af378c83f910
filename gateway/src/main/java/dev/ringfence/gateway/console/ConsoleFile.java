package dev.ringfence.gateway.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of the console, read once.
 *
 * @param contentType what it is
 * @param text what is in it
 * @param tag changes with its content, so that a browser need not fetch again what it has
 */
record ConsoleFile(String contentType, String text, String tag) {
  private static final int TAG_LENGTH = 32;

  static ConsoleFile read(String name) {
    try (InputStream file = ConsoleFile.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("The build lacks the console's file " + name);
      }
      byte[] content = file.readAllBytes();
      return new ConsoleFile(
          contentType(name),
          new String(content, StandardCharsets.UTF_8),
          '"' + digest(content) + '"');
    } catch (IOException unreadable) {
      throw new UncheckedIOException("The console's file " + name + " can't be read", unreadable);
    }
  }

  private static String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".html" -> "text/html; charset=utf-8";
      case ".js" -> "text/javascript; charset=utf-8";
      case ".css" -> "text/css; charset=utf-8";
      case ".svg" -> "image/svg+xml";
      case String other -> throw new IllegalArgumentException("No content type for " + other);
    };
  }

  private static String digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash).substring(0, TAG_LENGTH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
