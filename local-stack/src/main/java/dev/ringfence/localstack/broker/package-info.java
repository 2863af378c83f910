/** What runs inside the child JVM that is the Kafka broker. */
package dev.ringfence.localstack.broker;
