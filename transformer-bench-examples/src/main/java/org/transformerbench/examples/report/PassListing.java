package org.transformerbench.examples.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.transformerbench.models.compiler.batch.ProgramLine;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.runtime.LaneProgram;

/** A listener that prints, for a terminal, the graph after each pass of the compiler. */
public final class PassListing implements PassListener {
    private final PrintWriter out;

    /**
     * Creates a listing that prints as the passes are done.
     *
     * @param out where to; stays open
     */
    public PassListing(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void after(String pass, Graph graph) {
        title("After " + pass + ": " + Numbers.grouped(graph.nodes().size()) + " values");
        graph.toString().lines().forEach(line -> out.print("  " + line + "\n"));
        out.print("\n");
    }

    @Override
    public void scheduled(LaneProgram program) {
        title("Schedule: " + Numbers.grouped(program.lines().size()) + " instructions on micro-batches of "
                + program.lanes() + " examples, " + Numbers.grouped(program.bufferBytes()) + " bytes of buffers");
        TextTable table = new TextTable(List.of("", "pass", "kernel", "variables"), List.of(true, false, false, false));
        int number = 0;
        for (ProgramLine line : program.lines()) {
            number++;
            table.add(new ArrayList<>(List.of(
                    Integer.toString(number),
                    line.forward() ? "forward" : "backward",
                    line.kernel(),
                    String.join(" ", line.variables()))));
        }
        out.print(table.text());
        out.print("\n");
    }

    private void title(String text) {
        out.print(text + "\n");
    }
}
