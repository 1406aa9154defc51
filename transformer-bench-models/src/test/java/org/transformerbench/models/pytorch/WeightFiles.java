package org.transformerbench.models.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.transformerbench.api.Tensor;
import org.transformerbench.models.checkpoint.Safetensors;

/** Makes files of weights as other programs write them, of the parameters in the golden files. */
record WeightFiles(Path folder) {
    private static final String PARAMETER = "param/";

    /** The parameters of a golden file. */
    static Map<String, Tensor> golden(String name) throws IOException {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        new Safetensors()
                .read(Path.of("src/test/resources/golden", name + ".safetensors"))
                .forEach((key, tensor) -> {
                    if (key.startsWith(PARAMETER)) {
                        parameters.put(key.substring(PARAMETER.length()), tensor);
                    }
                });
        return parameters;
    }

    /** The state that nanoGPT saves: the tied head is there too. */
    static Map<String, Tensor> nanoGpt() throws IOException {
        Map<String, Tensor> state = golden("nano-gpt-small");
        state.put("lm_head.weight", state.get("transformer.wte.weight"));
        return state;
    }

    static Map<String, Tensor> renamed(Map<String, Tensor> tensors, UnaryOperator<String> change) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> renamed.put(change.apply(name), tensor));
        return renamed;
    }

    static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    /** Weights as they are read from a file: writing one takes long. */
    static PyTorchWeights read(Map<String, Tensor> tensors) {
        return PyTorchWeights.of(new WeightFile("weights.safetensors", tensors, Map.of(), Map.of()));
    }

    Path write(Map<String, Tensor> tensors) throws IOException {
        return write(tensors, Map.of());
    }

    Path write(Map<String, Tensor> tensors, Map<String, String> notes) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        new Safetensors().write(file, tensors, notes);
        return file;
    }

    /** Writes tensors with another element type, whose bytes are zero but for those of the first element. */
    Path write(String dtype, int bytes, Map<String, Tensor> tensors, byte... first) throws IOException {
        Map<String, String> header = new LinkedHashMap<>();
        int offset = 0;
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            int end = offset + bytes * tensor.getValue().size();
            header.put(
                    tensor.getKey(),
                    "{\"dtype\":\"" + dtype + "\",\"shape\":"
                            + Arrays.toString(tensor.getValue().shape()) + ",\"data_offsets\":[" + offset + "," + end
                            + "]}");
            offset = end;
        }
        byte[] json = header.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"))
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + json.length + offset).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        if (offset > 0) {
            file.put(first);
        }
        return Files.write(folder.resolve(dtype + ".safetensors"), file.array());
    }
}
