package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the executable jar carries, by its bill of materials, and the licences of that. */
class ProgramLicencesIT {
    private static final Path TABLE = Path.of("doc/third-party.md");
    private static final String LICENCES = "META-INF/licenses/";
    private static final String BILL_OF_MATERIALS = "META-INF/sbom/transformer-bench.cdx.json";

    /** Texts of components whose jars have none, but for those under Apache-2.0, whose text is the library's own. */
    private static final Map<String, String> OWN_TEXTS = Map.of(
            "jline-terminal", "jline.txt",
            "jline-native", "jline.txt",
            "jmustache", "jmustache.txt",
            "liblinear", "liblinear.txt",
            "progressbar", "progressbar.txt",
            "protobuf-java", "protobuf.txt");

    /** Native libraries, which no bill of materials names, and the files that hold their licences. */
    private static final Map<String, List<String>> NATIVE = Map.of(
            "libgomp", List.of("GPL-3.0.txt", "GCC-exception-3.1.txt"),
            "libgfortran", List.of("GPL-3.0.txt", "GCC-exception-3.1.txt"),
            "libgcc_s", List.of("GPL-3.0.txt", "GCC-exception-3.1.txt"),
            "libquadmath", List.of("LGPL-2.1.txt"),
            "libopenblas", List.of("openblas.txt"),
            "libnd4jcpu", List.of("onednn.txt"));

    /** ND4J's private copies of libraries, whose place current releases of them take. */
    private static final List<String> LEFT_OUT = List.of("org.nd4j:guava", "org.nd4j:jackson", "org.nd4j:protobuf");

    private ZipFile program;

    /** A component of the bill of materials: group and name, version and the ids of its licences. */
    private record Component(String id, String version, List<String> licences) {
        String name() {
            return id.substring(id.indexOf(':') + 1);
        }

        String row() {
            return "| `" + id + "` | " + version + " | " + String.join(" or ", licences) + " |";
        }
    }

    @BeforeEach
    void open() throws IOException {
        program = new ZipFile(System.getProperty("program.jar"));
    }

    @AfterEach
    void close() throws IOException {
        program.close();
    }

    @Test
    void the_table_in_the_documentation_is_that_of_the_bill_of_materials() throws IOException {
        String table = components().stream()
                .map(Component::row)
                .distinct()
                .sorted()
                .collect(Collectors.joining("\n", "| component | version | licence |\n|---|---|---|\n", "\n"));

        assertThat(Files.readString(TABLE).replace("\r\n", "\n")).contains(table);
    }

    @Test
    void every_component_has_the_text_of_its_licence_in_the_jar() throws IOException {
        assertThat(components()).hasSizeGreaterThan(40).allSatisfy(component -> {
            if (hasEntry(LICENCES + component.name() + "-jar/META-INF/LICENSE")
                    || hasEntry(LICENCES + component.name() + "-jar/META-INF/LICENSE.txt")) {
                return;
            }
            if (OWN_TEXTS.containsKey(component.name())) {
                assertThat(text(LICENCES + OWN_TEXTS.get(component.name()))).contains("Copyright");
            } else {
                assertThat(component.licences()).contains("Apache-2.0");
            }
        });
        assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0, January 2004");
    }

    @Test
    void native_libraries_have_the_texts_of_their_licences_in_the_jar() {
        List<String> libraries = entries().stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .filter(name -> name.matches("lib.+\\.so(\\.\\d+)*"))
                .filter(name -> !name.startsWith("libjni") && !name.startsWith("libjline"))
                .map(name -> name.replaceFirst("[.-].*", ""))
                .distinct()
                .toList();

        assertThat(libraries).contains("libnd4jcpu", "libopenblas").isSubsetOf(NATIVE.keySet());
        assertThat(NATIVE.values())
                .allSatisfy(files -> assertThat(files)
                        .allSatisfy(file -> assertThat(text(LICENCES + file)).isNotBlank()));
    }

    @Test
    void no_private_copy_of_a_library_is_carried() {
        assertThat(entries())
                .noneMatch(name -> name.startsWith("org/nd4j/shade/"))
                .noneMatch(name -> name.startsWith("onnx/") || name.startsWith("org/tensorflow/distruntime/"))
                .contains(
                        "org/transformerbench/relocated/protobuf/TextFormat.class",
                        "org/transformerbench/relocated/jackson/databind/ObjectMapper.class");
    }

    private List<Component> components() throws IOException {
        assumeTrue(hasEntry(BILL_OF_MATERIALS), "Maven was offline, where no bill of materials is made");
        JsonNode bill = new ObjectMapper().readTree(text(BILL_OF_MATERIALS));
        List<Component> components = new ArrayList<>();
        for (JsonNode component : bill.get("components")) {
            String id = component.get("group").asText() + ":"
                    + component.get("name").asText();
            if (!id.startsWith("org.transformerbench:") && !LEFT_OUT.contains(id)) {
                components.add(new Component(id, component.get("version").asText(), licences(component)));
            }
        }
        return components;
    }

    private static List<String> licences(JsonNode component) {
        List<String> licences = new ArrayList<>();
        for (JsonNode choice : component.path("licenses")) {
            JsonNode licence = choice.path("license");
            licences.add(
                    choice.hasNonNull("expression")
                            ? choice.get("expression").asText()
                            : licence.path("id").asText(licence.path("name").asText()));
        }
        return licences;
    }

    private List<String> entries() {
        return program.stream().map(ZipEntry::getName).toList();
    }

    private boolean hasEntry(String name) {
        return program.getEntry(name) != null;
    }

    private String text(String name) {
        assertThat(hasEntry(name)).as(name).isTrue();
        try (InputStream in = program.getInputStream(program.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
