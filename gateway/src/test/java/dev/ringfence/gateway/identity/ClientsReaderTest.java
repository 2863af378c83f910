package dev.ringfence.gateway.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ringfence.gateway.admission.ClientLimits;
import dev.ringfence.gateway.watch.UnusableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientsReaderTest {
  private static final Clients NOBODY = new Clients(List.of());

  @TempDir private Path folder;

  @Test
  void shouldReadAllThatAClientCanHave() {
    Clients clients =
        read(
            """
            {"clients": [{
              "name": "orders",
              "certificates": ["CN=orders, O=Example"],
              "tokenSubjects": ["o"],
              "grants": [
                {"allow": ["trade", "get-account"], "accounts": ["1-100", "4711"]},
                {"allow": ["fund"], "accounts": ["7"]}],
              "limits": {"requestsPerSecond": 100, "burst": 20, "inFlight": 3}}]}
            """);

    Caller orders = clients.withCertificate(new X500Principal("cn=orders,o=example"));
    assertEquals("orders", orders.name());
    assertEquals(orders, clients.withTokenSubject("o"));
    assertTrue(orders.may(Operation.SETTLE, 100));
    assertTrue(orders.may(Operation.GET_ACCOUNT, 4711));
    assertTrue(orders.may(Operation.WITHDRAW, 7));
    assertFalse(orders.may(Operation.SETTLE, 101));
    assertFalse(orders.may(Operation.LIST_LEDGER, 1));
    assertFalse(orders.may(Operation.WITHDRAW, 8));
    assertFalse(orders.admin());
    assertEquals(new ClientLimits(100, 20, 3), orders.quota().limits());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                                | file must be an object
          []                                                                | file must be an object
          {"clients":[{}]}                                                  | name is missing
          {"clients":[{"name":"a b"}]}                                      | clients[0].name must be
          {"clients":[{"name":"a","grant":[]}]}                             | grant is not known
          {"clients":[],"client":[]}                                        | file.client is not known
          {"clients":[{"name":"a","limits":{"inflight":1}}]}                | limits.inflight is not known
          {"clients":[{"name":"a","grants":[{"allow":["read"],"account":["1"]}]}]} | account is not known
          {"clients":[{"name":"a","admin":"yes"}]}                          | admin must be true or false
          {"clients":[{"name":"a","apiKeys":[{"id":"x"}]}]}                 | id must be 16 hexadecimal
          {"clients":[{"name":"a","grants":[{"allow":["read"]}]}]}          | must name operations and accounts
          {"clients":[{"name":"a","grants":[{"allow":["reed"]}]}]}          | names no operation with 'reed'
          {"clients":[{"name":"a","grants":[{"accounts":["9-1"]}]}]}        | accounts must be such as
          {"clients":[{"name":"a","grants":[{"accounts":["0"]}]}]}          | accounts must be such as
          {"clients":[{"name":"a","certificates":["orders"]}]}              | must be subjects such as
          {"clients":[{"name":"a","limits":{"burst":-1}}]}                  | burst must be from
          {"clients":[{"name":"a","limits":{"burst":5}}]}                   | limits: burst does nothing without requestsPerSecond
          {"clients":[{"name":"a"},{"name":"a"}]}                           | stands there twice
          {"clients":[{"name":"a","grants":[],"grants":[]}]}                | file.clients[0].grants stands there twice
          {"clients":[{"name":"a"},{"name":"b","name":"b"}]}                | file.clients[1].name stands there twice
          {"clients":[{"name":"a","limits":{"inFlight":1,"inFlight":9}}]}   | file.clients[0].limits.inFlight stands there twice
          {"clients":[],"clients":[]}                                       | file.clients stands there twice
          {"clients":{}}                                                    | clients must be a list
          {clients:[]}                                                      | not JSON
          """)
  void shouldSayWhatIsWrongAndWhere(String file, String message) {
    UnusableFileException refusal =
        assertThrows(UnusableFileException.class, () -> read(file.strip()));

    assertTrue(refusal.getMessage().contains(message.strip()), refusal.getMessage());
  }

  @Test
  void shouldRefuseAKeyWhenItsEndIsMisspelt() {
    String client =
        """
        {"clients": [{"name": "orders", "apiKeys": [{
          "id": "0123456789abcdef",
          "salt": "%s",
          "sha256": "%s",
          "%s": "2027-06-30T00:00:00Z"}]}]}
        """;
    String salt = "0".repeat(32);
    String hash = "0".repeat(64);

    UnusableFileException refusal =
        assertThrows(
            UnusableFileException.class, () -> read(client.formatted(salt, hash, "expire")));

    assertTrue(refusal.getMessage().contains("expire is not known"), refusal.getMessage());
    assertEquals(
        Instant.parse("2027-06-30T00:00:00Z"),
        read(client.formatted(salt, hash, "expires"))
            .holderOfKey("0123456789abcdef")
            .key()
            .expires());
  }

  @Test
  void shouldTakeNobodyForAnAdministratorWhomTheFileDoesNotCallOne() {
    Clients clients =
        read(
            """
            {"clients": [
              {"name": "root", "tokenSubjects": ["r"], "admin": true},
              {"name": "clerk", "tokenSubjects": ["c"], "admin": false}]}
            """);

    assertTrue(clients.withTokenSubject("r").admin());
    assertFalse(clients.withTokenSubject("c").admin());
  }

  @Test
  void shouldLimitWhatIsUnderWayWhereTheFileDoesNotSay() {
    assertEquals(new ClientLimits(0, 0, 4_096), limits(""));
    assertEquals(new ClientLimits(0, 0, 4_096), limits(", \"limits\": {}"));
    assertEquals(
        new ClientLimits(100, 10, 4_096), limits(", \"limits\": {\"requestsPerSecond\": 100}"));
    assertEquals(new ClientLimits(5, 1, 4_096), limits(", \"limits\": {\"requestsPerSecond\": 5}"));
  }

  @Test
  void shouldCountAnewWhenTheLimitsOfAClientChange() {
    String file = "{\"clients\": [{\"name\": \"orders\", \"limits\": {\"inFlight\": %d}}]}";
    Clients before = read(file.formatted(9));

    Clients same = ClientsReader.read(bytes(file.formatted(9)), before);
    Clients narrower = ClientsReader.read(bytes(file.formatted(1)), before);

    assertSame(before.named("orders").get().quota(), same.named("orders").get().quota());
    assertEquals(1, narrower.named("orders").get().quota().limits().inFlight());
  }

  @Test
  void shouldReadWhatTheToolWrites() throws Exception {
    Path file = folder.resolve("clients.json");
    SecureRandom random = new SecureRandom();
    ApiKey first = ApiKey.random(random);
    ApiKey second = ApiKey.random(random);
    Instant now = Instant.parse("2026-11-21T00:00:00Z");
    ClientsFile tool = new ClientsFile(file);

    boolean isNew =
        tool.addKey(
            "orders",
            KeyHash.of(first, KeyHash.NEVER, random),
            now,
            List.of("trade"),
            List.of("1-5"));
    boolean isNewAgain =
        tool.addKey(
            "orders", KeyHash.of(second, now.plusSeconds(60), random), now, List.of(), List.of());

    Clients clients = read(Files.readString(file));
    assertTrue(isNew);
    assertFalse(isNewAgain);
    assertTrue(clients.holderOfKey(first.id()).key().matches(first));
    assertTrue(clients.holderOfKey(second.id()).key().matches(second));
    assertFalse(clients.holderOfKey(second.id()).key().matches(first));
    Caller orders = clients.holderOfKey(second.id()).caller();
    assertTrue(orders.may(Operation.RESERVE, 5));
    assertFalse(orders.may(Operation.RESERVE, 6), "one more key gives no more leave");
    assertEquals("[OWNER_READ, OWNER_WRITE]", sorted(file));
  }

  @Test
  void shouldLeaveTheFileToItsOwnerWhenRootChangesIt() throws Exception {
    Path file = folder.resolve("clients.json");
    addKey(file, "orders", List.of(), List.of());
    UserPrincipal another;
    try {
      another =
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.setOwner(file, another);
    } catch (IOException notRoot) {
      abort("only root can give a file away");
      return;
    }

    addKey(file, "orders", List.of(), List.of());

    assertEquals(another, Files.getOwner(file));
  }

  @Test
  void shouldChangeTheFileBehindALink() throws Exception {
    Path file = folder.resolve("clients.json");
    addKey(file, "orders", List.of(), List.of());
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("clients.json"), file);

    ApiKey key = addKey(link, "orders", List.of(), List.of());

    assertTrue(read(Files.readString(file)).holderOfKey(key.id()) != null);
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void shouldGiveAFirstKeyWhereTheFileSaysNull() throws Exception {
    Path file = folder.resolve("clients.json");
    Files.writeString(file, "{\"clients\": [{\"name\": \"orders\", \"apiKeys\": null}]}");

    ApiKey key = addKey(file, "orders", List.of(), List.of());
    assertTrue(read(Files.readString(file)).holderOfKey(key.id()) != null);

    Files.writeString(file, "{\"clients\": null}");
    addKey(file, "orders", List.of(), List.of());
  }

  @Test
  void shouldNotPretendToChangeWhatAClientMayDo() throws Exception {
    Path file = folder.resolve("clients.json");
    addKey(file, "orders", List.of(), List.of("1-5"));
    String before = Files.readString(file);

    for (List<String> said : List.of(List.of("all"), List.of("1-9"))) {
      UnusableFileException refusal =
          assertThrows(UnusableFileException.class, () -> addKey(file, "orders", List.of(), said));
      assertTrue(refusal.getMessage().contains("there already"), refusal.getMessage());
      assertThrows(UnusableFileException.class, () -> addKey(file, "orders", said, List.of()));
    }

    assertEquals(before, Files.readString(file));
  }

  @Test
  void shouldLoseNoKeyWhenSeveralAreMadeAtOnce() throws Exception {
    Path file = folder.resolve("clients.json");
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<ApiKey>> made = new ArrayList<>();
      for (int number = 0; number < 40; number++) {
        String name = "client-" + number % 3;
        made.add(threads.submit(() -> addKey(file, name, List.of(), List.of())));
      }

      for (Future<ApiKey> key : made) {
        String id = key.get().id();
        assertTrue(read(Files.readString(file)).holderOfKey(id) != null, id);
      }
    }
  }

  private static ApiKey addKey(Path file, String name, List<String> allow, List<String> accounts) {
    SecureRandom random = new SecureRandom();
    ApiKey key = ApiKey.random(random);
    new ClientsFile(file)
        .addKey(name, KeyHash.of(key, KeyHash.NEVER, random), Instant.EPOCH, allow, accounts);
    return key;
  }

  private static String sorted(Path file) throws Exception {
    return Files.getPosixFilePermissions(file).stream().sorted().toList().toString();
  }

  private static ClientLimits limits(String more) {
    return read("{\"clients\": [{\"name\": \"orders\"" + more + "}]}")
        .named("orders")
        .get()
        .quota()
        .limits();
  }

  private static Clients read(String json) {
    return ClientsReader.read(bytes(json), NOBODY);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
