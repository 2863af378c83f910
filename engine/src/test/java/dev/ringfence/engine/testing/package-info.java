/** Fakes of the engine's ports, for the tests of all modules. */
package dev.ringfence.engine.testing;
