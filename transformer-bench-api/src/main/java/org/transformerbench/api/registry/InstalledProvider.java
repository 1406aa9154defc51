package org.transformerbench.api.registry;

/**
 * An installed provider that can be used.
 *
 * @param id its id
 * @param provider the provider itself
 * @param source the jar or folder that its class came from
 * @param <P> Model, Task or Trainer
 */
public record InstalledProvider<P>(String id, P provider, String source) {}
