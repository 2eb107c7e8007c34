package anpvs;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;

/** Texts for people. */
public final class Texts {
    private Texts() {}

    /**
     * @param text as {@link String#format} takes it
     * @param values of its places
     * @return the text, its numbers written in one way whatever language the machine speaks
     */
    @FormatMethod
    public static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
