package dev.ringfence.journal;

import java.util.Arrays;
import java.util.List;

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
    String jdbcUrl,
    String user,
    String password) {

  static BenchOptions parse(String[] arguments) {
    BenchOptions options =
        new BenchOptions(
            List.of("journal", "statement", "function", "copy"),
            List.of(1, 16, 128, 1_024),
            List.of(1, 2, 4),
            40_000,
            10_000,
            0,
            List.of(),
            false,
            false,
            null,
            "ringfence",
            "ringfence");
    for (int index = 0; index < arguments.length; index += 2) {
      options = options.with(arguments[index], arguments[index + 1]);
    }
    return options;
  }

  private BenchOptions with(String name, String value) {
    return switch (name) {
      case "--variants" -> copy(List.of(value.split(",", -1)), batches, shards, rows, accounts);
      case "--batches" -> copy(variants, numbers(value), shards, rows, accounts);
      case "--shards" -> copy(variants, batches, numbers(value), rows, accounts);
      case "--rows" -> copy(variants, batches, shards, Integer.parseInt(value), accounts);
      case "--accounts" -> copy(variants, batches, shards, rows, Integer.parseInt(value));
      case "--sql" ->
          new BenchOptions(
              variants,
              batches,
              shards,
              rows,
              accounts,
              prefill,
              List.of(value.split(";", -1)),
              pause,
              orderedIds,
              jdbcUrl,
              user,
              password);
      case "--prefill" ->
          new BenchOptions(
              variants,
              batches,
              shards,
              rows,
              accounts,
              Integer.parseInt(value),
              statements,
              pause,
              orderedIds,
              jdbcUrl,
              user,
              password);
      case "--pause" ->
          new BenchOptions(
              variants,
              batches,
              shards,
              rows,
              accounts,
              prefill,
              statements,
              Boolean.parseBoolean(value),
              orderedIds,
              jdbcUrl,
              user,
              password);
      case "--ordered-ids" ->
          new BenchOptions(
              variants,
              batches,
              shards,
              rows,
              accounts,
              prefill,
              statements,
              pause,
              Boolean.parseBoolean(value),
              jdbcUrl,
              user,
              password);
      case "--jdbc" ->
          new BenchOptions(
              variants,
              batches,
              shards,
              rows,
              accounts,
              prefill,
              statements,
              pause,
              orderedIds,
              value,
              user,
              password);
      default -> throw new IllegalArgumentException("Unknown option " + name);
    };
  }

  private BenchOptions copy(
      List<String> newVariants,
      List<Integer> newBatches,
      List<Integer> newShards,
      int newRows,
      int newAccounts) {
    return new BenchOptions(
        newVariants,
        newBatches,
        newShards,
        newRows,
        newAccounts,
        prefill,
        statements,
        pause,
        orderedIds,
        jdbcUrl,
        user,
        password);
  }

  private static List<Integer> numbers(String value) {
    return Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList();
  }
}
