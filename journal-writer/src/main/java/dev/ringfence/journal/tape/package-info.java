/**
 * The command tape: what each shard was asked, when, and what came of it, in segments on disk; off
 * the way to any acknowledgement.
 */
package dev.ringfence.journal.tape;
