package org.transformerbench.models.kernel;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.LogOnce;
import org.transformerbench.models.kernel.plain.PlainKernels;

/**
 * The choice of kernels: those on the Vector API where an ordered list of preconditions holds, else the plain ones. The
 * system property {@value #PROPERTY} forces one set. The way to choose follows Lucene's {@code VectorizationProvider}.
 */
public final class KernelChoice {
    /** System property: {@code auto}, the default, {@code plain} or {@code vector}. */
    public static final String PROPERTY = "transformerbench.kernels";

    private static final String AUTO = "auto";
    private static final String PLAIN = "plain";
    private static final String VECTOR = "vector";
    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR_KERNELS = "org.transformerbench.models.kernel.vector.VectorKernels";

    private KernelChoice() {}

    /**
     * Returns the kernels for a session, as {@link #PROPERTY} asks; logs which and why, in one line per JVM and cause.
     *
     * @return the best set that can run, or the one that was asked for
     * @throws IllegalStateException if the property asks for the vector kernels where they cannot run; the message says why
     * @throws IllegalArgumentException if the property has another value
     */
    public static Kernels kernels() {
        return choose(System.getProperty(PROPERTY, AUTO), PRECONDITIONS, KernelChoice::vector);
    }

    /**
     * Returns what a session may begin with where {@link #kernels} takes seconds to be compiled: a set with the same numbers, bit by bit.
     *
     * @return plain kernels where {@link #PROPERTY} leaves the choice to this class and vector kernels are chosen; else empty
     */
    public static Optional<Kernels> first() {
        boolean free = System.getProperty(PROPERTY, AUTO).equals(AUTO);
        return free && Arithmetic.FUSED && !kernels().name().equals(PLAIN)
                ? Optional.of(PlainKernels.create())
                : Optional.empty();
    }

    /**
     * Returns a set by its name.
     *
     * @param name {@code plain} or {@code vector}
     * @return the set
     * @throws IllegalStateException if it cannot run here; the message says why
     * @throws IllegalArgumentException if there is no such set
     */
    public static Kernels named(String name) {
        if (name.equals(AUTO)) {
            throw new IllegalArgumentException("'auto' is a rule, not a set of kernels; there are: plain, vector");
        }
        return choose(name, PRECONDITIONS, KernelChoice::vector);
    }

    /** In this order, so that the first obstacle is the one to remove first. */
    private static final List<Supplier<Optional<String>>> PRECONDITIONS =
            List.of(KernelChoice::withoutModule, KernelChoice::withoutCompiler);

    /**
     * Applies the rules.
     *
     * @param preconditions each gives the reason why the vector kernels cannot be used, or nothing
     * @param vector makes the vector kernels, or throws an UnsupportedOperationException with the reason
     */
    static Kernels choose(String wanted, List<Supplier<Optional<String>>> preconditions, Supplier<Kernels> vector) {
        switch (wanted) {
            case PLAIN:
                return PlainKernels.create();
            case AUTO:
            case VECTOR:
                break;
            default:
                throw new IllegalArgumentException(
                        "Unknown kernels '" + wanted + "' in " + PROPERTY + "; there are: auto, plain, vector");
        }
        Optional<String> obstacle = preconditions.stream()
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
        UnsupportedOperationException cause = null;
        if (obstacle.isEmpty()) {
            try {
                Kernels kernels = vector.get();
                if (LogOnce.isFirst(KernelChoice.class, VECTOR)) {
                    LOG.info("Vector kernels");
                }
                return kernels;
            } catch (UnsupportedOperationException e) {
                obstacle = Optional.of(e.getMessage());
                cause = e;
            }
        }
        if (wanted.equals(VECTOR)) {
            throw new IllegalStateException("No vector kernels: " + obstacle.get(), cause);
        }
        if (LogOnce.isFirst(KernelChoice.class, PLAIN, obstacle.get())) {
            LOG.warn("Plain kernels, several times slower than vector kernels: {}", obstacle.get());
        }
        return PlainKernels.create();
    }

    private static Optional<String> withoutModule() {
        Module own = KernelChoice.class.getModule();
        ModuleLayer layer = own.getLayer() == null ? ModuleLayer.boot() : own.getLayer();
        Optional<Module> module = layer.findModule(MODULE);
        if (module.isEmpty()) {
            return Optional.of("start java with --add-modules " + MODULE);
        }
        own.addReads(module.get());
        return Optional.empty();
    }

    /** Interpreted or compiled by C1, each vector is an object on the heap. */
    private static Optional<String> withoutCompiler() {
        String vm = System.getProperty("java.vm.info", "");
        return vm.contains("interpreted") || vm.contains("emulated-client")
                ? Optional.of("this JVM runs without its optimising compiler (" + vm + ")")
                : Optional.empty();
    }

    private static Kernels vector() {
        try {
            return (Kernels) Class.forName(VECTOR_KERNELS).getMethod("create").invoke(null);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof UnsupportedOperationException unsupported) {
                throw unsupported;
            }
            throw new LinkageError(VECTOR_KERNELS + " does not start", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("This JAR is incomplete: " + VECTOR_KERNELS + " cannot be made", e);
        }
    }
}
