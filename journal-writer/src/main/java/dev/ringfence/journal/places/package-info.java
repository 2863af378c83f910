/**
 * Where a group's members are in their topics, and of which topics that is: a name can come to
 * stand for another (docs/adr/0082).
 */
package dev.ringfence.journal.places;
