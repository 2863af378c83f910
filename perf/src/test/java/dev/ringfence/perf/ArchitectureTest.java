package dev.ringfence.perf;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the one allowed direction of imports between the modules, and what the core may touch. */
final class ArchitectureTest {
  private static final String ENGINE = "dev.ringfence.engine..";
  private static final String JOURNAL = "dev.ringfence.journal..";
  private static final String SNAPSHOTTER = "dev.ringfence.snapshotter..";
  private static final String GATEWAY = "dev.ringfence.gateway..";
  private static final String LOCAL_STACK = "dev.ringfence.localstack..";
  private static final String PERF = "dev.ringfence.perf..";
  private static final String API = "dev.ringfence.api..";
  private static final String EVENTS = "dev.ringfence.events..";
  private static final String CLIENT = "dev.ringfence.client..";

  private static final List<String> ALL =
      List.of(ENGINE, JOURNAL, SNAPSHOTTER, GATEWAY, LOCAL_STACK, PERF, API, EVENTS, CLIENT);

  /** Each module, and the modules of the project that it may import. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.of(
          API, Set.of(),
          EVENTS, Set.of(API),
          CLIENT, Set.of(API),
          ENGINE, Set.of(),
          LOCAL_STACK, Set.of(),
          JOURNAL, Set.of(ENGINE, API, EVENTS),
          SNAPSHOTTER, Set.of(JOURNAL, ENGINE, API, EVENTS),
          GATEWAY, Set.of(SNAPSHOTTER, JOURNAL, ENGINE, API, EVENTS, CLIENT, LOCAL_STACK));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // The simulation brings the test jars of other modules, which are no folders.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.ringfence");

  @Test
  void shouldSeeEveryModule() {
    for (String module : MAY_IMPORT.keySet()) {
      assertFalse(
          CLASSES.that(resideInAPackage(module)).isEmpty(), () -> "No classes found in " + module);
    }
  }

  @Test
  void shouldImportOnlyInTheAllowedDirection() {
    MAY_IMPORT.forEach(
        (module, allowed) -> {
          Set<String> forbidden = new HashSet<>(ALL);
          forbidden.removeAll(allowed);
          forbidden.remove(module);
          noClasses()
              .that()
              .resideInAPackage(module)
              .should()
              .dependOnClassesThat(resideInAnyPackage(forbidden.toArray(String[]::new)))
              .check(CLASSES);
        });
  }

  @Test
  void shouldKeepTheOutsideWorldOutOfTheEngine() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.sql..",
                    "javax.sql..",
                    "java.net..",
                    "java.nio.file..",
                    "java.util.logging..",
                    "org.slf4j..",
                    "io.grpc..",
                    "com.google.protobuf..",
                    "org.apache.kafka..",
                    "io.lettuce..")
                .or(resideInAPackage("java.time..").and(not(type(Duration.class)))))
        .check(CLASSES);
  }

  @Test
  void shouldKeepClockRandomAndThreadsOutOfTheStateMachine() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.ringfence.engine.domain..",
            "dev.ringfence.engine.command..",
            "dev.ringfence.engine.effect..",
            "dev.ringfence.engine.state..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.concurrent..", "java.util.random..", "com.lmax.."))
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, ThreadLocal.class, Random.class)
        .check(CLASSES);
  }

  @Test
  void shouldLetNothingImportBoot() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ringfence.gateway.boot..")
        .and()
        .resideOutsideOfPackage(PERF)
        .should()
        .dependOnClassesThat(resideInAPackage("dev.ringfence.gateway.boot.."))
        .check(CLASSES);
  }

  @Test
  void shouldKeepGrpcAndKafkaIngressApart() {
    noClasses()
        .that()
        .resideInAPackage("dev.ringfence.gateway.grpc..")
        .should()
        .dependOnClassesThat(resideInAPackage("dev.ringfence.gateway.kafka.."))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.ringfence.gateway.kafka..")
        .should()
        .dependOnClassesThat(resideInAPackage("dev.ringfence.gateway.grpc.."))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackagesOfAModule() {
    for (String module : List.of("engine", "journal", "snapshotter", "gateway", "localstack")) {
      slices()
          .matching("dev.ringfence." + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void shouldNotUseFloatingPointForMoney() {
    String[] money = {"engine", "journal", "snapshotter", "gateway"};
    String[] packages =
        Arrays.stream(money).map(name -> "dev.ringfence." + name + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(packages)
        .and()
        .resideOutsideOfPackages("..metrics..", "..progress..")
        .should()
        .callMethod(Double.class, "parseDouble", String.class)
        .orShould()
        .callMethod(Float.class, "parseFloat", String.class)
        .orShould()
        .callMethod(BigDecimal.class, "doubleValue")
        .check(CLASSES);
  }
}
