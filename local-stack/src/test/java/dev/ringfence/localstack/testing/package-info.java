/** Real servers for the integration tests of every module. */
package dev.ringfence.localstack.testing;
