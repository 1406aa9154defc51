package org.transformerbench.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a configuration that is a record whose values are set and written as if they were the configuration's own,
 * so that several configurations can share them. The record may have such components too, but no component may have the name of
 * another one. It is known to {@link Configs}, and means nothing where a configuration is part of another JSON object.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Flattened {}
