package org.transformerbench.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component that an earlier version of its record did not have. JSON without it is read as if it had the value of that
 * time, and a record with that value has the identity that it had then, see {@link LaterKeys}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface AddedLater {
    /**
     * Returns the value of earlier versions.
     *
     * @return the value as text, as it is written in JSON
     */
    String value();
}
