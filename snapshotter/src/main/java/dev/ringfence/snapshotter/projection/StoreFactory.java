package dev.ringfence.snapshotter.projection;

/** Connects to the store; a connection belongs to one thread and is thrown away when it fails. */
@FunctionalInterface
interface StoreFactory {
  ProjectionStore open() throws StoreUnavailableException;
}
