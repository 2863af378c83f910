/** Tells people how far long work has come. */
package dev.ringfence.snapshotter.progress;
