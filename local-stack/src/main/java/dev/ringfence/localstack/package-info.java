/** Real PostgreSQL, Kafka and Redis as children of this process, on a folder of their own. */
package dev.ringfence.localstack;
