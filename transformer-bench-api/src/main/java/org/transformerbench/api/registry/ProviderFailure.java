package org.transformerbench.api.registry;

import java.util.Optional;

/**
 * A provider that was found but cannot be used, with the reason.
 *
 * @param service the simple name of the interface: Model, Task or Trainer
 * @param provider the provider's class name, or what is known of it
 * @param reason why, as a sentence
 * @param cause what was thrown; empty if nothing was
 */
public record ProviderFailure(String service, String provider, String reason, Optional<Throwable> cause) {}
