package org.transformerbench.models.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.pass.AddGradients;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.LastPosition;
import org.transformerbench.models.compiler.pass.OnePosition;
import org.transformerbench.models.compiler.pass.Pass;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.PassManager;
import org.transformerbench.models.compiler.pass.RewritePass;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.compiler.rules.Rules;
import org.transformerbench.models.compiler.runtime.Instruction;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.MaskInstruction;
import org.transformerbench.models.compiler.runtime.Operand;
import org.transformerbench.models.compiler.runtime.PositionInstruction;
import org.transformerbench.models.compiler.runtime.TokenInstruction;
import org.transformerbench.models.compiler.schedule.Scheduler;
import org.transformerbench.models.graph.DropoutSite;

/** The compiler: captures a model's graph, runs a list of passes, and schedules the result as a program. */
public final class Compiler {
    /** Maximum size of one worker's buffers in bytes; beyond it, micro-batches have fewer examples. */
    private static final long MAX_BYTES = 16 << 20;

    private final SourceGraph model;
    private final Map<String, DropoutSite> sites = new HashMap<>();

    private Compiler(SourceGraph model) {
        this.model = model;
        model.dropouts().forEach(site -> sites.put(site.placeholder(), site));
    }

    /**
     * Compiles a graph.
     *
     * @param model the graph
     * @param targets which positions' logits are asked for
     * @param gradients whether to compute gradients
     * @param lanes how many examples a micro-batch has
     * @return the program; it belongs to no session
     * @throws UnsupportedGraphException if an operation can neither be compiled nor be left to ND4J
     */
    public static LaneProgram compile(SourceGraph model, Targets targets, boolean gradients, int lanes) {
        return compile(model, targets, gradients, lanes, PassListener.NONE);
    }

    /**
     * Compiles a graph and reports each pass to a listener.
     *
     * @param model the graph
     * @param targets which positions' logits are asked for
     * @param gradients whether to compute gradients
     * @param lanes how many examples a micro-batch has
     * @param listener sees what each pass leaves
     * @return the program; it belongs to no session
     * @throws UnsupportedGraphException if an operation can neither be compiled nor be left to ND4J
     */
    public static LaneProgram compile(
            SourceGraph model, Targets targets, boolean gradients, int lanes, PassListener listener) {
        CompilationUnit unit = PassManager.run(model, passes(targets, gradients), new Builder(), listener);
        LaneProgram program = scheduler(model, unit, lanes).schedule();
        listener.scheduled(program);
        return program;
    }

    private static Scheduler scheduler(SourceGraph model, CompilationUnit unit, int lanes) {
        Compiler compiler = new Compiler(model);
        return new Scheduler(unit.logits(), unit.upstream(), unit.gradients(), compiler::leaf, lanes);
    }

    /**
     * Compiles a graph for micro-batches whose buffers are not too large.
     *
     * @param model the graph
     * @param targets which positions' logits are asked for
     * @param gradients whether to compute gradients
     * @param lanes the preferred number of examples of a micro-batch
     * @return the program, with fewer lanes where it would need too much memory
     * @throws UnsupportedGraphException if an operation can neither be compiled nor be left to ND4J
     */
    public static LaneProgram withinMemory(SourceGraph model, Targets targets, boolean gradients, int lanes) {
        CompilationUnit unit = PassManager.run(model, passes(targets, gradients), new Builder(), PassListener.NONE);
        return scheduler(model, unit, lanes).schedule(MAX_BYTES);
    }

    /**
     * Returns a model's forward pass in operations that have kernels for rows, as far as the rules find them.
     *
     * @param model the graph
     * @param targets which positions' logits are asked for
     * @param listener sees what each pass leaves
     * @return the logits, shape (O, V) for each example
     * @throws UnsupportedGraphException if an operation is not known, or mixes examples
     */
    public static Node rows(SourceGraph model, Targets targets, PassListener listener) {
        List<Pass> passes = new ArrayList<>(List.of(new RewritePass("rules for rows", Rules.rows())));
        passes.addAll(reading(targets));
        return PassManager.run(model, passes, new Builder(), listener).logits();
    }

    /**
     * Returns the graph of one position at a time, for texts whose earlier positions were computed before.
     *
     * @param model the graph for all positions
     * @return the logits of one position, shape (1, V) for each example
     * @throws UnsupportedGraphException if positions meet otherwise than in causal attention
     */
    public static Node onePosition(SourceGraph model) {
        List<Pass> passes = List.of(
                new RewritePass("rules that find attention", Rules.attending()),
                new OnePosition(model.positions()),
                new RewritePass("rules for rows of a decoder", Rules.decoding()));
        return PassManager.run(model, passes, new Builder(), PassListener.NONE).logits();
    }

    /**
     * Compiles the graph of one position into a program.
     *
     * @param model the graph for all positions
     * @param logits of {@link #onePosition}
     * @param lanes how many rows are computed at once
     * @return the program; it belongs to no session
     */
    public static LaneProgram decoding(SourceGraph model, Node logits, int lanes) {
        Compiler compiler = new Compiler(model);
        return new Scheduler(logits, Optional.empty(), Map.of(), compiler::row, lanes).schedule();
    }

    private Instruction row(Node node, Operand output) {
        boolean isToken = ((Placeholder) node.op()).name().equals(SourceGraph.TOKENS);
        return isToken ? new TokenInstruction(output, 1) : new PositionInstruction(output);
    }

    /** Returns the passes from the captured graph to the scheduled one. */
    static List<Pass> passes(Targets targets, boolean gradients) {
        List<Pass> passes = reading(targets);
        passes.add(new RewritePass("rules for composed operations", Rules.composed()));
        if (gradients) {
            passes.add(new AddGradients());
        }
        passes.add(new RewritePass("rules for interleaved micro-batches", Rules.interleaved()));
        return passes;
    }

    private static List<Pass> reading(Targets targets) {
        List<Pass> passes = new ArrayList<>();
        if (targets == Targets.LAST) {
            passes.add(new LastPosition());
        }
        return passes;
    }

    private Instruction leaf(Node node, Operand output) {
        String name = ((Placeholder) node.op()).name();
        if (name.equals(SourceGraph.TOKENS)) {
            return new TokenInstruction(output, model.positions());
        }
        return new MaskInstruction(output, sites.get(name));
    }
}
