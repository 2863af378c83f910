package dev.ringfence.gateway.identity;

import dev.ringfence.gateway.watch.UnusableFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** All who may call, found by what they show. */
final class Clients {
  /** A key, and whose it is. */
  record Holder(KeyHash key, Caller caller) {}

  private final Map<String, Caller> byName = new HashMap<>();
  private final Map<String, Holder> byKeyId = new HashMap<>();
  private final Map<X500Principal, Caller> byCertificate = new HashMap<>();
  private final Map<String, Caller> byTokenSubject = new HashMap<>();

  Clients(List<Client> clients) {
    for (Client client : clients) {
      Caller caller = client.caller();
      put(byName, caller.name(), caller, "name", caller.name());
      for (KeyHash key : client.keys()) {
        put(byKeyId, key.id(), new Holder(key, caller), "API key", key.id());
      }
      for (X500Principal subject : client.certificates()) {
        put(byCertificate, subject, caller, "certificate", subject.getName());
      }
      for (String subject : client.tokenSubjects()) {
        put(byTokenSubject, subject, caller, "token subject", subject);
      }
    }
  }

  Optional<Caller> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Holder holderOfKey(String keyId) {
    return byKeyId.get(keyId);
  }

  Caller withCertificate(X500Principal subject) {
    return byCertificate.get(subject);
  }

  Caller withTokenSubject(String subject) {
    return byTokenSubject.get(subject);
  }

  private static <K, V> void put(Map<K, V> map, K key, V value, String what, String shown) {
    if (map.putIfAbsent(key, value) != null) {
      throw new UnusableFileException("The " + what + " " + shown + " stands there twice");
    }
  }
}
