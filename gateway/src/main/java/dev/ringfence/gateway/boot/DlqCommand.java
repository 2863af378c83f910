package dev.ringfence.gateway.boot;

import picocli.CommandLine.Command;

/** The dead letters. */
@Command(
    name = "dlq",
    description = "Look through the dead letters, and send them back.",
    subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqRequeueCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Exit codes: 0 good, 1 not found or left out, 2 wrong usage, 3 no Kafka."})
final class DlqCommand {}
