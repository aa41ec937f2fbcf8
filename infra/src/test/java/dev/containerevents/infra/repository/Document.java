package dev.containerevents.infra.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Markdown document of this project.
///
/// @param name its path in the project
/// @param prose its lines outside fenced blocks
/// @param blocks its fenced blocks
public record Document(String name, List<String> lines, List<String> prose, List<Block> blocks) {

    private static final String FENCE = "```";

    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)#]*)#?([^)]*)\\)");

    /// A fenced block.
    ///
    /// @param info what follows the opening fence: the language, perhaps followed by a mark
    /// @param line the number of the line of the opening fence
    public record Block(String info, String text, int line) {}

    /// A link.
    ///
    /// @param file relative to the document; empty for the document itself
    /// @param anchor empty for the whole file
    record Link(String file, String anchor) {

        boolean isExternal() {
            return file.contains(":");
        }

        boolean isLocal() {
            return file.isEmpty();
        }
    }

    /// Reads the document at that path in the project.
    public static Document read(String name) throws IOException {
        List<String> lines = Files.readAllLines(Repository.root().resolve(name));
        List<String> prose = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Optional<Block> open = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean fence = line.startsWith(FENCE);
            if (fence && open.isEmpty()) {
                open = Optional.of(new Block(line.substring(FENCE.length()), "", i + 1));
                text.setLength(0);
            } else if (fence) {
                Block block = open.get();
                blocks.add(new Block(block.info, text.toString(), block.line));
                open = Optional.empty();
            } else if (open.isPresent()) {
                text.append(line).append('\n');
            } else {
                prose.add(line);
            }
        }
        if (open.isPresent()) {
            throw new IOException(name + " doesn't close the block of line " + open.get().line);
        }
        return new Document(name, lines, prose, blocks);
    }

    String title() {
        return prose.getFirst();
    }

    /// Returns the anchors of all headings.
    List<String> anchors() {
        return prose.stream()
                .filter(line -> line.startsWith("#"))
                .map(Document::anchor)
                .toList();
    }

    /// Returns the anchors of the sections, in order.
    List<String> sections() {
        return prose.stream()
                .filter(line -> line.startsWith("## "))
                .map(Document::anchor)
                .toList();
    }

    /// Returns the anchors in the table of contents: those of all links to the document itself before its first
    /// section.
    List<String> contents() {
        return prose.stream()
                .takeWhile(line -> !line.startsWith("## "))
                .flatMap(Document::links)
                .filter(Link::isLocal)
                .map(Link::anchor)
                .toList();
    }

    Stream<Link> links() {
        return prose.stream().flatMap(Document::links);
    }

    /// Returns the path of a link's target in the project.
    Path target(Link link) {
        return link.isLocal()
                ? Path.of(name)
                : Path.of(name).resolveSibling(link.file).normalize();
    }

    private static Stream<Link> links(String line) {
        Matcher matcher = LINK.matcher(line);
        return matcher.results().map(found -> new Link(found.group(1), found.group(2)));
    }

    /// Returns GitHub's anchor of a heading.
    private static String anchor(String heading) {
        return heading.replaceAll("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_ -]", "")
                .replace(' ', '-');
    }
}
