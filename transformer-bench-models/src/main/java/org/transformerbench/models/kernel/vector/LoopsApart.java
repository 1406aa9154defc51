package org.transformerbench.models.kernel.vector;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * Loops that the virtual machine compiles each by itself. Java 17 puts vectors on the heap where a method, with all that C2 inlines into
 * it, has too many vector instructions; so loops that have many must not meet in one caller. C2 inlines a handle only where it is a
 * constant, which an element of an array is not.
 */
final class LoopsApart {
    /** Parameter, operand, result, count. */
    private static final MethodType VALUES = MethodType.methodType(
            void.class, float.class, float[].class, int.class, float[].class, int.class, int.class);

    /** Parameter, operand, factor, result, count. */
    private static final MethodType SLOPES = VALUES.insertParameterTypes(3, float[].class, int.class);

    /** Called one after the other. */
    private final MethodHandle[] handles;

    private LoopsApart(MethodHandle[] handles) {
        this.handles = handles;
    }

    /**
     * Loops over an operand and a result.
     *
     * @param lookup of the class that has them
     * @param names of static methods: parameter, operand, result, count
     */
    static LoopsApart values(Lookup lookup, String... names) {
        return find(lookup, VALUES, names);
    }

    /**
     * Loops over two operands and a result.
     *
     * @param lookup of the class that has them
     * @param names of static methods: parameter, first operand, second operand, result, count
     */
    static LoopsApart slopes(Lookup lookup, String... names) {
        return find(lookup, SLOPES, names);
    }

    private static LoopsApart find(Lookup lookup, MethodType type, String... names) {
        return new LoopsApart(
                Arrays.stream(names).map(name -> find(lookup, type, name)).toArray(MethodHandle[]::new));
    }

    private static MethodHandle find(Lookup lookup, MethodType type, String name) {
        try {
            return lookup.findStatic(lookup.lookupClass(), name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("No loop " + name + type + " in " + lookup.lookupClass(), e);
        }
    }

    void run(float parameter, float[] x, int from, float[] y, int to, int count) {
        try {
            for (MethodHandle loop : handles) {
                loop.invokeExact(parameter, x, from, y, to, count);
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    void run(float parameter, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        try {
            for (MethodHandle loop : handles) {
                loop.invokeExact(parameter, x, from, g, gAt, y, to, count);
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Loops declare no checked exceptions. */
    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}
