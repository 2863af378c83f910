/**
 * Dead letters: records that nobody can process go to {@code <topic>.DLT}, where a person finds
 * them, however long that takes. Until a letter is acknowledged the offset of its record stays.
 */
package dev.ringfence.journal.letters;
