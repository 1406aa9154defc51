package org.transformerbench.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a task's configuration that says where data is, as the path of a file, and not what is in it. Where the data
 * has a {@linkplain org.transformerbench.api.Dataset#dataChecksum() checksum}, that checksum identifies a run instead: the same file
 * under another path is the same data, see {@link org.transformerbench.api.run.RunSpec#dataLocation()}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Location {}
