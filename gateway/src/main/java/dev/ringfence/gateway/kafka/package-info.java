/** Commands that come out of Kafka: consumed, checked, decided, and only then committed. */
package dev.ringfence.gateway.kafka;
