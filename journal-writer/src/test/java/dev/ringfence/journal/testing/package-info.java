/** Faults for the tests of every module that talks to PostgreSQL. */
package dev.ringfence.journal.testing;
