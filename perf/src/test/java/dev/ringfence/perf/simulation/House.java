package dev.ringfence.perf.simulation;

import dev.ringfence.journal.MemoryTables;
import dev.ringfence.snapshotter.projection.MemoryRedis;
import java.util.function.LongSupplier;

/** What all processes have in common. */
record House(
    Plan plan,
    Setup setup,
    World world,
    Faults faults,
    Trace trace,
    Servers servers,
    MemoryTables tables,
    MemoryKafka kafka,
    MemoryRedis redis,
    History history,
    Actor outside,
    LongSupplier seats) {}
