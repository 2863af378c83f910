/** Made-up data in bulk, for tests and measurements. */
package dev.ringfence.snapshotter.sample;
