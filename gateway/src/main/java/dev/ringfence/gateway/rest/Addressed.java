package dev.ringfence.gateway.rest;

import java.util.Map;
import java.util.Optional;

/** What a verb and a path stand for. */
public interface Addressed {
  String verb();

  /** The values of the variables in the path, if it is this one. */
  Optional<Map<String, String>> match(String rawPath);
}
