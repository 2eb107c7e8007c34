package anpvs.kernel;

import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.IntStream;

/** The text of a value, cut where it would fill the page. */
final class PlainText {
    static final MIMEType TYPE = MIMEType.TEXT_PLAIN;

    /** A result of more characters is cut; so is an array or a collection of more elements. */
    private static final int MOST_CHARACTERS = 50_000;

    private static final int MOST_ELEMENTS = 1000;

    private final StringBuilder text = new StringBuilder();
    private final Set<Object> around = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean cut;

    private PlainText() {}

    /** A text and whether it lacks anything. */
    record Text(String text, boolean cut) {}

    static Text of(Object value) {
        PlainText whole = new PlainText();
        whole.add(value);
        Text all = shortened(whole.text.toString());
        return new Text(all.text(), all.cut() || whole.cut);
    }

    static Text shortened(String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return new Text(text, false);
        }
        int end = MOST_CHARACTERS;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        String rest =
                "\n... %s more of %s characters".formatted(text.length() - end, text.length());
        return new Text(text.substring(0, end) + rest, true);
    }

    private void add(Object value) {
        if (value == null || !(value.getClass().isArray() || isLongCollection(value))) {
            text.append(value);
        } else if (!around.add(value)) {
            text.append("[...]");
        } else {
            Iterator<?> elements;
            int all;
            if (value instanceof Collection<?> many) {
                elements = many.iterator();
                all = many.size();
            } else {
                all = Array.getLength(value);
                elements = IntStream.range(0, all).mapToObj(i -> Array.get(value, i)).iterator();
            }
            text.append('[');
            for (int number = 0; elements.hasNext(); number++) {
                if (!addElement(number, all, elements.next())) {
                    break;
                }
            }
            text.append(']');
            around.remove(value);
        }
    }

    /** A short one has a text of its own. */
    private static boolean isLongCollection(Object value) {
        return value instanceof Collection<?> many && many.size() > MOST_ELEMENTS;
    }

    private boolean addElement(int number, int all, Object element) {
        text.append(number == 0 ? "" : ", ");
        if (number >= MOST_ELEMENTS || text.length() > MOST_CHARACTERS / 2) {
            text.append("... ").append(all - number).append(" more of ").append(all);
            cut = true;
            return false;
        }
        add(element);
        return true;
    }
}
