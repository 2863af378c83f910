/** Who calls, and what they may do. Knows nothing of how calls come in. */
package dev.ringfence.gateway.identity;
