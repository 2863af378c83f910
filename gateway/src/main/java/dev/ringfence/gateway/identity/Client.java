package dev.ringfence.gateway.identity;

import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * One entry of the clients file.
 *
 * @param caller what its calls carry
 * @param keys its API keys
 * @param certificates the subjects of its certificates
 * @param tokenSubjects the subjects of its tokens
 */
record Client(
    Caller caller,
    List<KeyHash> keys,
    Set<X500Principal> certificates,
    Set<String> tokenSubjects) {}
