package anpvs.kernel;

import anpvs.kernel.javadoc.ParsedSource;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;

/**
 * Finds a {@code return} that stands in no method. JShell would take it, drop the value, and go on
 * with the next statement.
 */
final class StrayReturn extends TreeScanner<Void, Void> {
    private static final String BEFORE = "class Cell { Object statement() {";

    private ReturnTree first;

    private StrayReturn() {}

    /**
     * Where the first such {@code return} begins; -1 if there is none.
     *
     * @param source a statement or a declaration; -1 also where no method can hold it, such as a
     *     method
     */
    static int in(String source) {
        ParsedSource parsed = ParsedSource.of(BEFORE + source + "\n}}");
        if (parsed.wrong()) {
            return -1;
        }
        StrayReturn finder = new StrayReturn();
        for (Tree cell : parsed.unit().getTypeDecls()) {
            finder.scan(((ClassTree) cell).getMembers(), null);
        }
        return finder.first == null
                ? -1
                : (int)
                                parsed.trees()
                                        .getSourcePositions()
                                        .getStartPosition(parsed.unit(), finder.first)
                        - BEFORE.length();
    }

    @Override
    public Void visitReturn(ReturnTree tree, Void nothing) {
        first = first == null ? tree : first;
        return null;
    }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree tree, Void nothing) {
        return null;
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
        return null;
    }
}
