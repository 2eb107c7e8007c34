package anpvs.kernel.javadoc;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Javadoc of classes whose sources lie in a jar or a folder, for inspection: JShell itself finds
 * that of the JDK alone. Each answer reads its one file anew; nothing is held.
 */
public final class SourceComments {
    private static final String JAR = "anpvs-sources.jar";
    private static final String ENDING = ".java";

    private final Path sources;

    /**
     * The comments below a folder, or in a jar.
     *
     * @param sources null where there are none
     */
    SourceComments(Path sources) {
        this.sources = sources;
    }

    /** The kit's own: the jar beside the kit's, or the checkout of which it was built. */
    public static SourceComments ofKit() {
        try {
            CodeSource kit = SourceComments.class.getProtectionDomain().getCodeSource();
            Path built = Path.of(kit.getLocation().toURI());
            return new SourceComments(
                    Stream.of(
                                    built.resolveSibling(JAR),
                                    built.resolve("../../src/main/java").normalize())
                            .filter(Files::isReadable)
                            .findFirst()
                            .orElse(null));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is written above a declaration; empty if its source is not here or says nothing. */
    Optional<String> of(Signature declaration) {
        if (sources == null) {
            return Optional.empty();
        }
        try {
            if (Files.isDirectory(sources)) {
                return find(sources, declaration);
            }
            try (FileSystem jar = FileSystems.newFileSystem(sources, Map.of())) {
                return find(jar.getPath("/"), declaration);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> find(Path root, Signature declaration) throws IOException {
        String path = declaration.path();
        List<String> names = List.of(path.split("\\.", -1));
        for (int at = 0; at < names.size(); at++) {
            if (!Character.isUpperCase(names.get(at).codePointAt(0))) {
                continue;
            }
            Path file = file(root, names.subList(0, at), names.get(at));
            if (file != null) {
                return comment(file, names.subList(at, names.size()), declaration);
            }
        }
        return Optional.empty();
    }

    /** The file of a class; without a package the one of that simple name. */
    private static Path file(Path root, List<String> packages, String name) throws IOException {
        if (!packages.isEmpty()) {
            Path file = root.resolve(String.join("/", packages)).resolve(name + ENDING);
            return Files.isReadable(file) ? file : null;
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.endsWith(name + ENDING)).findFirst().orElse(null);
        }
    }

    private static Optional<String> comment(Path file, List<String> names, Signature declaration)
            throws IOException {
        ParsedSource parsed = ParsedSource.of(Files.readString(file));
        CompilationUnitTree unit = parsed.unit();
        ClassTree holder = null;
        Tree found = null;
        List<? extends Tree> members = unit.getTypeDecls();
        for (int at = 0; at < names.size(); at++) {
            holder = found instanceof ClassTree type ? type : null;
            Signature wanted = at == names.size() - 1 ? declaration : null;
            String name = names.get(at);
            found = members.stream().filter(m -> isNamed(m, name, wanted)).findFirst().orElse(null);
            members = found instanceof ClassTree type ? type.getMembers() : List.of();
        }
        if (found == null && holder != null && holder.getKind() == Tree.Kind.RECORD) {
            found = holder; // the comment of the record is that of its parts
        }
        return found == null
                ? Optional.empty()
                : Optional.ofNullable(parsed.trees().getDocComment(TreePath.getPath(unit, found)));
    }

    /**
     * Whether a member has this name and, if it is the one that is looked for, these parameters.
     */
    private static boolean isNamed(Tree member, String name, Signature wanted) {
        if (member instanceof MethodTree method) {
            return wanted != null
                    && wanted.parameters() != null
                    && method.getName().contentEquals(name)
                    && method.getParameters().stream()
                            .map(parameter -> Signature.simpleType(parameter.getType().toString()))
                            .toList()
                            .equals(wanted.parameters());
        }
        boolean type = member instanceof ClassTree each && each.getSimpleName().contentEquals(name);
        boolean field =
                wanted != null
                        && member instanceof VariableTree each
                        && each.getName().contentEquals(name);
        return (type || field) && (wanted == null || wanted.parameters() == null);
    }
}
