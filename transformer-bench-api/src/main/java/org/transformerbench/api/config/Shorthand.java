package org.transformerbench.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a configuration that takes one more text as its value, which stands for values of several components. It is
 * known to {@link Configs#with} only: the configuration itself, and whatever is written of it, has the values that the text stands
 * for.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Shorthand {

    /**
     * Returns the text, which is none of the component's own values.
     *
     * @return the text, in any case
     */
    String text();

    /**
     * Returns the values that the text stands for.
     *
     * @return each as {@code component=value}
     */
    String[] sets();
}
