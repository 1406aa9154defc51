package org.transformerbench.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.DataException;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.BatchSum;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;

class GraphJsonTest {
    private static final String TOKENS = "{\"op\":\"placeholder\",\"name\":\"tokens\",\"shape\":[\"B\",4]}";
    private static final String TABLE = "{\"op\":\"parameter\",\"name\":\"table\",\"shape\":[5,3]}";
    private static final String EMBEDDING = "{\"op\":\"embedding\",\"in\":[0,1],\"shape\":[\"B\",4,3]}";

    static Stream<Arguments> graphs() {
        return ForwardGraphs.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void a_graph_is_read_as_it_was_written_and_computes_the_same_bits(
            String name, Supplier<Map<String, Graph>> graphs) {
        graphs.get().forEach((form, graph) -> {
            if (graph.nodes().stream().anyMatch(node -> node.op() instanceof Nd4jOp)) {
                assertThatThrownBy(() -> GraphJson.write(graph)).hasMessageContaining("'nd4jPart' has no written form");
            } else {
                requireSame(form, graph);
            }
        });
    }

    private static void requireSame(String form, Graph graph) {
        String json = GraphJson.write(graph);

        Graph read = GraphJson.read(json);

        assertThat(ForwardGraphs.listing(read)).as(form).isEqualTo(ForwardGraphs.listing(graph));
        assertThat(read.nodes().stream().map(Node::op).toList())
                .as(form)
                .isEqualTo(graph.nodes().stream().map(Node::op).toList());
        assertThat(GraphJson.write(read)).as(form).isEqualTo(json);
        assertThat(ForwardGraphs.compute(read).get(0))
                .as(form)
                .isEqualTo(ForwardGraphs.compute(graph).get(0));
    }

    @Test
    void what_a_forward_graph_cannot_hold_is_not_written() {
        Builder builder = new Builder();
        Node sum = builder.node(new BatchSum(), builder.node(new Placeholder("tokens", Shape.perExample(4))));

        assertThatThrownBy(() -> GraphJson.write(new Graph(List.of(sum))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%1 [4] = batchSum of %0: 'batchSum' has no written form");
    }

    @Test
    void constants_keep_every_bit() {
        float[] values = new float[40];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        values[0] = Float.NEGATIVE_INFINITY;
        values[1] = Float.NaN;
        values[2] = Float.MIN_VALUE;
        values[3] = -0.0f;
        for (int size : new int[] {4, 16, 17, 40}) {
            float[] part = Arrays.copyOf(values, size);
            Node node = new Builder().node(new Constant(part, Shape.of(size)));

            Graph read = GraphJson.read(GraphJson.write(new Graph(List.of(node))));

            assertThat(((Constant) read.outputs().get(0).op()).values()).isEqualTo(part);
        }
    }

    private static String graph(String... nodes) {
        return "{\"formatVersion\":1,\"nodes\":[" + String.join(",", nodes) + "],\"outputs\":[" + (nodes.length - 1)
                + "]}";
    }

    @Test
    void a_graph_by_hand_is_read() {
        Graph read = GraphJson.read(graph(TOKENS, TABLE, EMBEDDING));

        assertThat(read.outputs().get(0).shape()).isEqualTo(Shape.perExample(4, 3));
        assertThat(read.nodes()).extracting(Node::op).contains(new Parameter("table", Shape.of(5, 3)));
    }

    private static void refuse(String json, String message) {
        assertThatThrownBy(() -> GraphJson.read(json))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void an_operation_that_is_not_known_is_named_with_its_place() {
        refuse(
                graph(TOKENS, "{\"op\":\"java.lang.Runtime\",\"in\":[0],\"shape\":[]}"),
                "The graph at character 81: node 1 (java.lang.Runtime): the operation is unknown to this version");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"B\",4,2] | node 2 (embedding): its shape is [B, 4, 2], but its operands make it [B, 4, 3]",
                "[4,3]       | node 2 (embedding): its shape is [4, 3], but its operands make it [B, 4, 3]",
                "[\"B\",4,0] | node 2 (embedding): the dimensions [4, 0] must all be at least 1",
                "[\"B\",4,-3]| node 2 (embedding): the dimensions [4, -3] must all be at least 1",
                "[\"C\",4,3] | node 2 (embedding): shape (C) must be a whole number",
                "[\"B\",4.5] | node 2 (embedding): shape (4.5) must be a whole number of 32 bits",
                "12          | node 2 (embedding): shape (12) must be a list",
                "null        | shape must be given",
                "[\"B\",99999,99999]| a value has at least 9999800001 elements for each example; at most 67108864",
                "[\"B\",2147483647,2147483647]| elements for each example; at most 67108864",
                "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]| a value has at least 33 dimensions"
            })
    void a_shape_that_does_not_fit_is_refused(String shape, String message) {
        refuse(graph(TOKENS, TABLE, EMBEDDING.replace("[\"B\",4,3]", shape)), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[0]       | it has 1 operands, must have 2 to 3",
                "[0,1,1,1] | it has 4 operands, must have 2 to 3",
                "[]        | it has 0 operands, must have 2 to 3",
                "[0,2]     | in (2) must be the place of an earlier node, below 2",
                "[0,-1]    | in (-1) must be the place of an earlier node",
                "[1,0]     | node 2 (embedding)",
                "[0,0]     | node 2 (embedding)"
            })
    void operands_that_do_not_fit_are_refused(String operands, String message) {
        refuse(graph(TOKENS, TABLE, EMBEDDING.replace("[0,1]", operands)), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slice   | \"axis\":0,\"begin\":1,\"count\":65537,\"step\":65536 | it reads 65537 from the place 1 on",
                "slice   | \"axis\":2,\"begin\":0,\"count\":1,\"step\":1         | the dimension 2 is none of [5, 3]",
                "slice   | \"axis\":0,\"begin\":0,\"count\":1                   | step (null) must be given",
                "slice   | \"axis\":0,\"begin\":0,\"count\":1,\"step\":1,\"x\":1 | The key 'x' is unknown",
                "slice   | \"axis\":4294967296,\"begin\":0,\"count\":1,\"step\":1| axis (4294967296) must be a whole number of 32",
                "pad     | \"axis\":0,\"begin\":0,\"step\":1073741824,\"size\":9 | the places 0 to 4294967296 are not within 9",
                "concat  | \"axis\":-1                                          | the dimension -1 is none of [5, 3]",
                "permute | \"axes\":[0,0]                                       | [0, 0] is no order of dimensions",
                "permute | \"axes\":[[0],[1]]                                   | axes ([Numeral[text=0]]) must be a whole number",
                "compare | \"relation\":\"SOON\"                                | relation (SOON) must be one of [EQUAL, ",
                "reshape | \"dims\":[99999,99999,99999]                         | its operands do not fit",
                "elu     | \"scale\":\"ten\"                                    | scale (ten) must be a number, NaN, Infinity",
                "elu     | \"scale\":1e39                                       | scale (1e39) must be a number that float32 holds",
                "elu     | \"scale\":true                                       | scale (true) must be a number",
                "causalAttention | \"scale\":1,\"biased\":0,\"masked\":false    | biased (0) must be true or false",
                "headAttention   | \"heads\":0,\"scale\":1,\"masked\":false     | it has 1 operands, must have 3"
            })
    void attributes_that_do_not_fit_are_refused(String op, String attributes, String message) {
        refuse(graph(TABLE, "{\"op\":\"" + op + "\"," + attributes + ",\"in\":[0],\"shape\":[5,3]}"), message);
    }

    /** Nothing is allocated for it: the mask of its composition would have as many elements as two dimensions allow. */
    @Test
    void attention_over_more_positions_than_there_is_memory_for_is_refused_by_its_shape() {
        String long1 = "{\"op\":\"parameter\",\"name\":\"a\",\"shape\":[60000000,1]}";
        refuse(
                graph(
                        long1,
                        "{\"op\":\"causalAttention\",\"scale\":1,\"biased\":false,\"masked\":false,\"in\":[0,0,0],"
                                + "\"shape\":[1,1]}"),
                "a value has at least 3600000000000000 elements for each example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"values\":[1,2]                  | values (2 numbers) must be the 3 numbers of the shape",
                "\"values\":[1,2,\"a\"]            | values (a) must be a number",
                "\"base64\":\"AAAAAAAAAAAAAAAA\"   | must be given",
                "\"base64\":\"AAAAAAAAAA==\"       | base64's bytes (7) must be divisible",
                "\"base64\":\"%%%%\"               | base64 is no such text",
                "\"base64\":\"AAAAAAAAAAA=\"       | values (2 numbers) must be the 3 numbers of the shape"
            })
    void a_constant_that_does_not_fit_its_shape_is_refused(String values, String message) {
        String constant = "{\"op\":\"constant\"," + values + ",\"shape\":[3]}";
        if (message.equals("must be given")) {
            assertThat(GraphJson.read(graph(constant)).outputs().get(0).shape()).isEqualTo(Shape.of(3));
        } else {
            refuse(graph(constant), message);
        }
    }

    @Test
    void a_constant_with_more_numbers_than_its_shape_says_takes_no_memory_for_them() {
        String constant = "{\"op\":\"constant\",\"base64\":\"" + "A".repeat(1 << 20) + "\",\"shape\":[3]}";
        refuse(graph(constant), "must be the 3 numbers of the shape");
    }

    @Test
    void a_graph_of_a_million_nodes_is_refused() {
        StringBuilder json = new StringBuilder("{\"formatVersion\":1,\"nodes\":[" + TABLE);
        for (int i = 0; i < 1_000_000; i++) {
            json.append(",{\"op\":\"negate\",\"in\":[").append(i).append("],\"shape\":[5,3]}");
        }
        refuse(
                json.append("],\"outputs\":[0]}").toString(),
                "node 100000 (negate): the graph has at least 100001 nodes; at most 100000 are written and read");
    }

    @Test
    void more_operands_than_a_graph_can_have_are_refused() {
        String places = "0" + ",0".repeat(1_000_000);
        refuse(
                graph(TABLE, "{\"op\":\"concat\",\"axis\":0,\"in\":[" + places + "],\"shape\":[5,3]}"),
                "the nodes have at least 1000001 operands");
    }

    @Test
    void values_that_are_too_large_together_are_refused() {
        StringBuilder json = new StringBuilder(
                "{\"formatVersion\":1,\"nodes\":[{\"op\":\"parameter\",\"name\":\"a\",\"shape\":[67108864]}");
        for (int i = 0; i < 40; i++) {
            json.append(",{\"op\":\"negate\",\"in\":[").append(i).append("],\"shape\":[67108864]}");
        }
        refuse(
                json.append("],\"outputs\":[0]}").toString(),
                "node 32 (negate): all values together have at least 2214592512 elements");
    }

    @Test
    void names_that_are_too_long_are_refused() {
        refuse(graph(TABLE.replace("table", "x".repeat(1001))), "must have at most 1000 characters");
        refuse(
                graph(TABLE.replace("\"shape\"", "\"origin\":\"" + "x".repeat(1001) + "\",\"shape\"")),
                "must have at most 1000 characters");
        refuse(graph(TABLE.replace("\"shape\"", "\"" + "x".repeat(1001) + "\":1,\"shape\"")), "it is no JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"formatVersion\":2}                             | it is of version 2; this version of the library reads 1",
                "{\"formatVersion\":\"1\"}                         | formatVersion (1) must be a whole number",
                "{\"nodes\":[]}                                    | the key 'formatVersion' must be here",
                "{}                                                | the key 'formatVersion' must be here",
                "[]                                                | the graph must be an object",
                "7                                                 | the graph must be an object",
                "nonsense                                          | it is no JSON",
                "{\"formatVersion\":1,\"nodes\":[],\"outputs\":[]} | it has 0 outputs",
                "{\"formatVersion\":1,\"nodes\":[],\"outputs\":[0]}| outputs: in (0) must be the place of an earlier node",
                "{\"formatVersion\":1,\"nodes\":{}}                | nodes must be a list",
                "{\"formatVersion\":1,\"nodes\":[[]]}              | a node must be an object",
                "{\"formatVersion\":1,\"nodes\":[                  | it is no JSON",
                "{\"formatVersion\":1,\"nodes\":[{}],\"outputs\":[]}| node 0: op (null) must be given",
                "{\"formatVersion\":1,\"formatVersion\":1}         | it is no JSON: Duplicate field",
                "{\"formatVersion\":11111111111111111111111111111111111}| it is no JSON"
            })
    void what_is_no_graph_is_refused(String json, String message) {
        refuse(json, message);
    }

    @Test
    void nothing_may_follow() {
        refuse(graph(TABLE) + "{}", "something follows its end");
        refuse(graph(TABLE).replaceFirst("}$", ",\"more\":1}"), "the graph has more than it must");
        refuse("", "the graph must be an object");
    }
}
