package dev.ringfence.gateway.identity;

import dev.ringfence.gateway.admission.ClientQuota;
import io.grpc.Context;
import java.util.List;

/**
 * Somebody who is known, and what they may do. Carried along with the call in {@link #CONTEXT_KEY}:
 * a call without it comes from nobody, and nobody may do anything.
 *
 * @param name for logs and audits; not a secret
 * @param grants what they may do with which accounts
 * @param admin whether they may also run the system itself; this says nothing about accounts
 * @param quota how much they may ask for; shared by all their calls
 */
public record Caller(String name, List<Grant> grants, boolean admin, ClientQuota quota) {
  /** Where a call carries its caller. */
  public static final Context.Key<Caller> CONTEXT_KEY = Context.key("ringfence-caller");

  /** Whoever reaches the port, where nobody is asked who they are. */
  public static final Caller EVERYBODY = new Caller("everybody", List.of(Grant.ALL), true);

  /** Somebody whose credentials are good, and who stands in no file. */
  static final Caller NOBODY = new Caller("nobody", List.of(), false);

  public Caller {
    grants = List.copyOf(grants);
  }

  /** A caller who may ask for as much as it likes. */
  public Caller(String name, List<Grant> grants, boolean admin) {
    this(name, grants, admin, ClientQuota.UNLIMITED);
  }

  /** The caller of the call that runs on this thread; null where there is none. */
  public static Caller current() {
    return CONTEXT_KEY.get();
  }

  /** Whether this caller may do this with this account. */
  public boolean may(Operation operation, long accountId) {
    for (Grant grant : grants) {
      if (grant.permits(operation, accountId)) {
        return true;
      }
    }
    return false;
  }
}
