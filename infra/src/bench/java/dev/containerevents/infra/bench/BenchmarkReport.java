package dev.containerevents.infra.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The result of a benchmark: a text for people, and figures for comparison.
final class BenchmarkReport {

    private final StringBuilder text = new StringBuilder("# Benchmark\n");

    /// The figures, by their names in `benchmark.json`.
    final ObjectNode figures = JsonTree.object();

    void section(String title) {
        text.append("\n## ").append(title).append("\n\n");
        System.out.println("benchmark: " + title);
    }

    void paragraph(String paragraph) {
        text.append(paragraph).append("\n\n");
    }

    void table(List<String> heads, List<List<String>> rows) {
        row(heads);
        row(heads.stream().map(head -> "---").toList());
        rows.forEach(this::row);
        text.append('\n');
    }

    private void row(List<String> cells) {
        String row = "| " + String.join(" | ", cells) + " |";
        text.append(row).append('\n');
        System.out.println(row);
    }

    /// Formats a value with so many decimals.
    static double rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        return Math.round(value * scale) / scale;
    }

    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("benchmark.md"), text);
        Files.writeString(folder.resolve("benchmark.json"), figures.toPrettyString() + "\n");
    }
}
