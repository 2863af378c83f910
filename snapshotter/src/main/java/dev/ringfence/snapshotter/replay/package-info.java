/** Runs the command tape again: to compare, or to close the gap after a restore. */
package dev.ringfence.snapshotter.replay;
