package dev.ringfence.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The main class of a JVM that owns a stack and does nothing but wait to be killed. */
final class StackHost {

  private StackHost() {}

  public static void main(String[] arguments) throws InterruptedException {
    LocalStack stack = LocalStack.start(LocalStackConfig.persistent(Path.of(arguments[0])));
    stack.awaitKafka(Duration.ofMinutes(1));
    System.out.printf(
        "%d %d %d%n", stack.postgres().pid(), stack.kafka().pid(), stack.redis().pid());
    new CountDownLatch(1).await();
  }
}
