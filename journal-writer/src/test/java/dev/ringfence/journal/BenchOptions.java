package dev.ringfence.journal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@link JournalBench} shall compare. */
record BenchOptions(
    List<String> variants,
    List<Integer> batches,
    List<Integer> shards,
    int rows,
    int accounts,
    int prefill,
    List<String> statements,
    boolean pause,
    boolean orderedIds,
    boolean ends,
    String jdbcUrl) {

  private static final Set<String> NAMES =
      Set.of(
          "--variants",
          "--batches",
          "--shards",
          "--rows",
          "--accounts",
          "--prefill",
          "--sql",
          "--pause",
          "--ordered-ids",
          "--ends",
          "--jdbc");

  static BenchOptions parse(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (int index = 0; index < arguments.length; index += 2) {
      if (!NAMES.contains(arguments[index])) {
        throw new IllegalArgumentException("Unknown option " + arguments[index]);
      }
      given.put(arguments[index], arguments[index + 1]);
    }
    return new BenchOptions(
        List.of(given.getOrDefault("--variants", "journal,statement,function,copy").split(",", -1)),
        numbers(given.getOrDefault("--batches", "1,16,128,1024")),
        numbers(given.getOrDefault("--shards", "1,2,4")),
        Integer.parseInt(given.getOrDefault("--rows", "40000")),
        Integer.parseInt(given.getOrDefault("--accounts", "10000")),
        Integer.parseInt(given.getOrDefault("--prefill", "0")),
        given.containsKey("--sql") ? List.of(given.get("--sql").split(";", -1)) : List.of(),
        Boolean.parseBoolean(given.get("--pause")),
        Boolean.parseBoolean(given.get("--ordered-ids")),
        Boolean.parseBoolean(given.get("--ends")),
        given.get("--jdbc"));
  }

  private static List<Integer> numbers(String value) {
    return Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList();
  }
}
