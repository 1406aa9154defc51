package org.transformerbench.examples.fuzz;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** A property that holds for each input, however spoiled: always the same ones, as many as the configuration says. */
@Property(seed = "20261124", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Fuzz {}
