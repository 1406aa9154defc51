package org.transformerbench.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.transformerbench.api.DataException;
import org.transformerbench.models.compiler.op.Constant;

/**
 * A graph in ONNX's format that grows node by node. Each node has one output, which has its name.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto3">onnx.proto3 of the release with opset 17</a>, the
 *     source of the numbers of fields and types
 */
final class OnnxGraph {
    /** The type of elements that are 32-bit floating-point numbers. */
    static final int FLOAT = 1;
    /** The type of elements that are 64-bit integers. */
    static final int INT64 = 7;
    /** The type of elements that are truth values. */
    static final int BOOL = 9;

    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final List<ProtoMessage> nodes = new ArrayList<>();
    private final List<ProtoMessage> initializers = new ArrayList<>();
    private final List<ProtoMessage> inputs = new ArrayList<>();
    private final List<ProtoMessage> outputs = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> lastNumbers = new HashMap<>();
    private final Map<Constant, String> constants = new HashMap<>();
    private final Map<List<Long>, String> vectors = new HashMap<>();
    private final Map<Long, String> numbers = new HashMap<>();
    private String scope = "";

    /** Returns a dimension of fixed size. */
    static ProtoMessage dimension(long size) {
        return new ProtoMessage().put(1, size);
    }

    /** Returns a dimension of any size. */
    static ProtoMessage dimension(String name) {
        return new ProtoMessage().put(2, name);
    }

    /** Returns an attribute that is an integer. */
    static ProtoMessage attribute(String name, long value) {
        return new ProtoMessage().put(1, name).put(3, value).put(20, ATTRIBUTE_INT);
    }

    /** Returns an attribute that is a number. */
    static ProtoMessage attribute(String name, float value) {
        return new ProtoMessage().put(1, name).put(2, value).put(20, ATTRIBUTE_FLOAT);
    }

    /** Returns an attribute that is a list of integers. */
    static ProtoMessage attribute(String name, List<Integer> values) {
        ProtoMessage attribute = new ProtoMessage().put(1, name);
        values.forEach(value -> attribute.put(8, value.longValue()));
        return attribute.put(20, ATTRIBUTE_INTS);
    }

    /** Adds an input. */
    void addInput(String name, int type, ProtoMessage... dimensions) {
        reserve(name);
        inputs.add(valueInfo(name, type, dimensions));
    }

    /** Adds an output, which a node {@linkplain #addNamed makes}. */
    void addOutput(String name, int type, ProtoMessage... dimensions) {
        reserve(name);
        outputs.add(valueInfo(name, type, dimensions));
    }

    private static ProtoMessage valueInfo(String name, int type, ProtoMessage... dimensions) {
        ProtoMessage shape = new ProtoMessage();
        for (ProtoMessage dimension : dimensions) {
            shape.put(1, dimension);
        }
        ProtoMessage tensor = new ProtoMessage().put(1, type).put(2, shape);
        return new ProtoMessage().put(1, name).put(2, new ProtoMessage().put(1, tensor));
    }

    private void reserve(String name) {
        if (!names.add(name)) {
            throw new DataException("The model cannot be written as ONNX: two of its values have the name '" + name
                    + "'; the input, the output and each parameter need a name of their own");
        }
    }

    /** Runs an action whose nodes belong to a value of the original graph; their names begin with its name, unless it is empty. */
    <T> T within(String origin, Supplier<T> action) {
        String before = scope;
        scope = origin;
        try {
            return action.get();
        } finally {
            scope = before;
        }
    }

    /** Adds a node, and returns the name of its output. */
    String add(String type, List<String> operands, ProtoMessage... attributes) {
        String name = free(scope.isEmpty() ? type : scope + "/" + type);
        addNamed(name, type, operands, attributes);
        return name;
    }

    /** Adds the node that makes a value whose name is reserved. */
    void addNamed(String name, String type, List<String> operands, ProtoMessage... attributes) {
        ProtoMessage node = new ProtoMessage();
        operands.forEach(operand -> node.put(1, operand));
        node.put(2, name).put(3, name).put(4, type);
        for (ProtoMessage attribute : attributes) {
            node.put(5, attribute);
        }
        nodes.add(node);
    }

    private String free(String wish) {
        String name = wish;
        while (!names.add(name)) {
            name = wish + "_" + lastNumbers.merge(wish, 1, Integer::sum);
        }
        return name;
    }

    /** Adds a tensor under a name of its own, which no other value may have. */
    void addParameter(String name, List<Integer> dims, float... values) {
        reserve(name);
        initializers.add(tensor(name, FLOAT, dims).putBytes(9, values));
    }

    /** Returns the name of a constant, of which each is kept once. */
    String constant(Constant constant) {
        return constants.computeIfAbsent(constant, key -> {
            String name = free("constant");
            initializers.add(tensor(name, FLOAT, key.shape().dims()).putBytes(9, key.values()));
            return name;
        });
    }

    /** Returns the name of a vector of integers, of which each is kept once. */
    String vector(long... values) {
        return vectors.computeIfAbsent(LongStream.of(values).boxed().toList(), key -> {
            String name = free("integers");
            initializers.add(tensor(name, INT64, List.of(values.length)).putBytes(9, values));
            return name;
        });
    }

    /** Returns the name of an integer without dimensions, of which each is kept once. */
    String number(long value) {
        return numbers.computeIfAbsent(value, key -> {
            String name = free("integer");
            initializers.add(tensor(name, INT64, List.of()).putBytes(9, value));
            return name;
        });
    }

    private static ProtoMessage tensor(String name, int type, List<Integer> dims) {
        ProtoMessage tensor = new ProtoMessage();
        dims.forEach(dim -> tensor.put(1, dim.longValue()));
        return tensor.put(2, type).put(8, name);
    }

    /** Returns the complete graph as a message. */
    ProtoMessage message(String name) {
        ProtoMessage graph = new ProtoMessage();
        nodes.forEach(node -> graph.put(1, node));
        graph.put(2, name);
        initializers.forEach(tensor -> graph.put(5, tensor));
        inputs.forEach(input -> graph.put(11, input));
        outputs.forEach(output -> graph.put(12, output));
        return graph;
    }
}
