package dev.ringfence.snapshotter.sample;

import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.recovery.ShardRecovery;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import org.postgresql.ds.PGSimpleDataSource;

/** Temporary. */
public final class SampleBench {
  public static void main(String[] arguments) throws Exception {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(arguments[1]);
    switch (arguments[0]) {
      case "load" -> {
        long started = System.nanoTime();
        SampleData.load(
            dataSource,
            new SampleShape(
                Long.parseLong(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                true));
        System.out.println("loaded in " + (System.nanoTime() - started) / 1_000_000 + " ms");
      }
      case "verify" ->
          System.out.println(
              new Verifier(
                      new VerifyConfig(
                          Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), 600_000))
                  .run(dataSource, ConsoleProgress.onStandardError())
                  .render());
      case "recover" -> {
        for (int round = 0; round < Integer.parseInt(arguments[4]); round++) {
          var recovered =
              new ShardRecovery(
                      dataSource,
                      new RecoveryConfig(
                          Integer.parseInt(arguments[2]),
                          WindowSizes.DEFAULT,
                          Integer.parseInt(arguments[3]),
                          600_000),
                      ConsoleProgress.onStandardError())
                  .recoverAll();
          System.out.println(recovered.size());
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private SampleBench() {}
}
