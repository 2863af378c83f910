package dev.ringfence.gateway.boot;

import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.journal.JournalHealth;

/** Hands commands to the engine, and refuses them at once while their shard can't write. */
final class EngineRouter implements CommandRouter {
  private final Engine engine;
  private final JournalHealth health;

  EngineRouter(Engine engine, JournalHealth health) {
    this.engine = engine;
    this.health = health;
  }

  @Override
  public Admission tryPublish(long accountId, CommandWriter writer) {
    if (!health.isAvailable(engine.shardOf(accountId))) {
      return Admission.NOT_SERVING;
    }
    return engine.tryPublish(accountId, writer);
  }
}
