package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.pytorch.WeightScheme.Tie;

/** An import of weights into a model that no scheme describes: names and shapes are those of its graph. */
final class GraphImport<C extends Record> {
    private final WeightFile file;
    private final Map<String, String> settings;
    private final Model<C> model;
    private final SequenceShape shape;

    GraphImport(WeightFile file, Map<String, String> settings, Model<C> model, SequenceShape shape) {
        this.file = file;
        this.settings = settings;
        this.model = model;
        this.shape = shape;
    }

    ImportedModel<C> run() {
        C defaults = CheckedPlugin.given(model, "defaultConfig", model.defaultConfig(shape));
        ConfigSources sources = ConfigSources.of(file, model.configType(), Map.of(), settings, Map.of());
        C config = sources.apply(defaults);
        Map<String, long[]> expected = shapes(config);
        Map<String, String> ties = CheckedPlugin.given(model, "tiedParameters", model.tiedParameters(config));
        NameResolver.Resolved resolved = new NameResolver(
                        name -> expected.containsKey(name) || ties.containsKey(name), "")
                .resolve(file.tensors().keySet());
        Map<String, String> files = new LinkedHashMap<>(resolved.files());
        ties.forEach((alias, name) -> file.tie(new Tie(alias, name, true), files, model.id()));

        List<String> missing = expected.keySet().stream()
                .filter(name -> !files.containsKey(name))
                .toList();
        new WeightFaults(file.source(), model.id())
                .names(missing, resolved.unknown(), files.keySet())
                .requireNone(Schemes.modelOf(file.tensors().keySet()));
        List<String> warnings = file.check(files);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        List<String> differences = new ArrayList<>();
        expected.forEach((name, wanted) -> {
            Tensor tensor = file.tensors().get(files.get(name));
            if (!Arrays.equals(tensor.shape(), wanted)) {
                differences.add(files.get(name) + " has the shape " + Arrays.toString(tensor.shape()) + ", must have "
                        + Arrays.toString(wanted));
            }
            parameters.put(name, tensor);
        });
        new WeightFaults(file.source(), model.id()).shapes(differences).requireNone(Optional.empty());
        ties.forEach((alias, name) -> parameters.put(alias, parameters.get(name)));
        return new ImportedModel<>(model, config, shape, parameters, sources.assumed(), warnings);
    }

    private Map<String, long[]> shapes(C config) {
        try (Parameters parameters = new Parameters(new SeedStreams(0))) {
            ModelGraph.build(model, config, shape, shape.contextLength(), false, parameters);
            Map<String, long[]> shapes = new HashMap<>();
            parameters.arrays().forEach((name, array) -> shapes.put(name, array.shape()));
            return shapes;
        }
    }
}
