package org.transformerbench.models.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;

/** The check that the parts of a bundle fit together, so that whoever computes with it finds nothing wrong. */
final class BundleCheck {
    private final BundleCard card;
    private final Map<String, Tensor> parameters;

    private BundleCheck(BundleCard card, Map<String, Tensor> parameters) {
        this.card = card;
        this.parameters = parameters;
    }

    static void run(
            BundleCard card, Optional<TextEncoding> encoding, ForwardGraph forward, Map<String, Tensor> parameters) {
        BundleCheck check = new BundleCheck(card, parameters);
        encoding.ifPresent(check::encoding);
        check.tied();
        forward.graph().ifPresent(check::graph);
    }

    private void encoding(TextEncoding encoding) {
        require(card.vocabulary().isPresent(), "it has a text encoding, but no vocabulary");
        encoding.endToken().ifPresent(token -> symbol("end sign", token));
        encoding.padToken().ifPresent(token -> symbol("padding", token));
        encoding.labels().forEach(label -> symbol("class '" + Excerpt.of(label.name()) + "'", label.token()));
    }

    private void symbol(String what, int token) {
        int symbols = card.shape().vocabularySize();
        require(
                token >= 0 && token < symbols,
                "the " + what + " of its text encoding is the token " + token + ", and there are " + symbols);
    }

    private void tied() {
        card.tiedParameters().forEach((alias, name) -> {
            Tensor own = parameters.get(name);
            Tensor other = parameters.get(alias);
            require(own != null, "the parameter " + title(name) + " is missing, to which " + title(alias) + " is tied");
            require(
                    other == null || other.equals(own),
                    title(alias) + " is tied to " + title(name) + ", but their values differ");
        });
    }

    private void graph(Graph graph) {
        require(graph.outputs().size() == 1, "its graph has " + graph.outputs().size() + " outputs, must have 1");
        Node logits = graph.outputs().get(0);
        int outputs = card.shape().outputPositions();
        Shape expected = Shape.perExample(outputs, card.shape().vocabularySize());
        require(
                logits.shape().equals(expected),
                "its graph has logits of the shape " + logits.shape() + ", its description says " + expected);
        Set<String> read = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Placeholder placeholder) {
                placeholder(placeholder);
            } else if (node.op() instanceof Parameter parameter) {
                parameter(parameter);
                read.add(parameter.name());
            }
        }
        unread(read);
    }

    private void placeholder(Placeholder placeholder) {
        require(
                placeholder.name().equals(ForwardGraph.TOKENS),
                "its graph reads " + title(placeholder.name()) + ", and there is nothing but '" + ForwardGraph.TOKENS
                        + "'");
        Shape expected = Shape.perExample(card.shape().contextLength());
        require(
                placeholder.shape().equals(expected),
                "its graph reads tokens of the shape " + placeholder.shape() + ", its description says " + expected);
    }

    private void parameter(Parameter parameter) {
        Tensor tensor = parameters.get(parameter.name());
        require(tensor != null, "the parameter " + title(parameter.name()) + " is missing, which its graph reads");
        long[] dims = parameter.shape().dims().stream().mapToLong(dim -> dim).toArray();
        require(
                Arrays.equals(tensor.shape(), dims),
                "the parameter " + title(parameter.name()) + " has the shape " + Arrays.toString(tensor.shape())
                        + ", its graph reads " + Arrays.toString(dims));
    }

    private void unread(Set<String> read) {
        Set<String> unread = new TreeSet<>(parameters.keySet());
        unread.removeAll(read);
        unread.removeAll(card.tiedParameters().keySet());
        List<String> names = new ArrayList<>(unread);
        require(
                names.isEmpty(),
                "its graph does not read the parameter " + title(names.isEmpty() ? "" : names.get(0))
                        + (names.size() > 1 ? " and " + (names.size() - 1) + " others" : ""));
    }

    private static String title(String name) {
        return "'" + Excerpt.of(name) + "'";
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new ConfigException(rule);
        }
    }
}
