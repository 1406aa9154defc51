package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No class passes a call on to another one with the same signature: a kernel is where its family says it is. */
class KernelFamiliesTest {

    @Test
    void a_kernel_is_declared_by_its_family_and_implemented_once_by_each_set() throws Exception {
        assumeTrue(KernelSets.hasVectors());
        Kernels plain = KernelChoice.named("plain");
        Kernels vector = KernelChoice.named("vector");
        Map<Class<?>, List<Class<?>>> families = new LinkedHashMap<>();
        families.putAll(families(plain, vector));
        families.putAll(families(plain.interleaved(), vector.interleaved()));
        assertThat(families).hasSizeGreaterThanOrEqualTo(10);

        Map<String, List<Class<?>>> declarations = declarations();
        families.forEach((family, implementations) -> {
            for (Method method : family.getDeclaredMethods()) {
                List<Class<?>> expected = new ArrayList<>(List.of(family));
                expected.addAll(method.isDefault() ? List.of() : implementations);
                assertThat(declarations.get(signature(method)))
                        .as("types that declare %s of %s", method.getName(), family.getSimpleName())
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        });
    }

    /** The interfaces in a set, each with the classes of both sets. */
    private static Map<Class<?>, List<Class<?>>> families(Record plain, Record vector)
            throws ReflectiveOperationException {
        Map<Class<?>, List<Class<?>>> families = new LinkedHashMap<>();
        for (RecordComponent component : plain.getClass().getRecordComponents()) {
            if (component.getType().isInterface()) {
                Method accessor = component.getAccessor();
                families.put(
                        component.getType(),
                        List.of(
                                accessor.invoke(plain).getClass(),
                                accessor.invoke(vector).getClass()));
            }
        }
        return families;
    }

    /** The types of this package and those below that declare a method, by its name and parameters. */
    private static Map<String, List<Class<?>>> declarations()
            throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(Kernels.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, List<Class<?>>> declarations = new TreeMap<>();
        for (String name : namesOfClasses(classes)) {
            Class<?> type = Class.forName(name, false, Kernels.class.getClassLoader());
            for (Method method : type.getDeclaredMethods()) {
                declarations
                        .computeIfAbsent(signature(method), signature -> new ArrayList<>())
                        .add(type);
            }
        }
        return declarations;
    }

    private static List<String> namesOfClasses(Path classes) throws IOException {
        Path folder = classes.resolve(Kernels.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .toList();
        }
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
