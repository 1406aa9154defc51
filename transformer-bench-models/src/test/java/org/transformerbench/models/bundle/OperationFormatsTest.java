package org.transformerbench.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;

class OperationFormatsTest {
    /** Those of gradients, of a decoder, and those that ND4J computes. */
    private static final Set<String> IN_NO_FORWARD_GRAPH = Set.of(
            "ActivationGradient",
            "BatchSum",
            "CachedAttention",
            "Nd4jPart",
            "Nd4jPartGradient",
            "NormGradient",
            "SigmoidGradient",
            "TanhGradient");

    @Test
    void every_operation_of_a_forward_graph_has_a_written_form() throws IOException, URISyntaxException {
        Set<Class<?>> written = OperationFormats.all().stream()
                .map(OperationFormat::type)
                .collect(Collectors.toCollection(
                        () -> new HashSet<>(List.of(Constant.class, Parameter.class, Placeholder.class))));

        Set<String> unwritten = new TreeSet<>();
        for (Class<?> type : operations()) {
            if (!written.contains(type)) {
                unwritten.add(type.getSimpleName());
            }
        }

        assertThat(unwritten)
                .as(
                        "operations without an entry in OperationFormats: add one, or say here that no forward graph has it")
                .isEqualTo(new TreeSet<>(IN_NO_FORWARD_GRAPH));
    }

    @Test
    void names_are_those_of_listings_and_stand_once_in_order() {
        List<String> names =
                OperationFormats.all().stream().map(OperationFormat::name).toList();

        assertThat(names).isSorted().doesNotHaveDuplicates();
        for (OperationFormat<?> format : OperationFormats.all()) {
            String simple = format.type().getSimpleName();
            assertThat(format.name())
                    .as("a name stays what it is, whatever becomes of the class")
                    .isEqualTo(Character.toLowerCase(simple.charAt(0)) + simple.substring(1));
        }
    }

    /** All records beside two of them that are operations. */
    private static List<Class<?>> operations() throws IOException, URISyntaxException {
        Path folder = Path.of(Add.class.getResource("Add.class").toURI()).getParent();
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .<Class<?>>map(name -> load(Add.class.getPackageName() + "." + name))
                    .filter(type -> Op.class.isAssignableFrom(type) && type.isRecord())
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, OperationFormatsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
