package anpvs.cli.options;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How numbers are read from the command line. */
public final class OptionNumbers {
    private OptionNumbers() {}

    /** Makes a command, and all below it, read numbers so. */
    public static void register(CommandLine line) {
        line.registerConverter(Integer.class, OptionNumbers::whole);
        line.registerConverter(int.class, OptionNumbers::whole);
        line.registerConverter(Long.class, OptionNumbers::big);
        line.registerConverter(long.class, OptionNumbers::big);
        line.registerConverter(Double.class, OptionNumbers::real);
        line.registerConverter(double.class, OptionNumbers::real);
    }

    private static int whole(String text) {
        long value = big(text);
        if (value != (int) value) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
        return (int) value;
    }

    private static long big(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
    }

    /** A number, or a quotient as papers write radii: 8/255. */
    private static double real(String text) {
        try {
            int slash = text.indexOf('/');
            return slash < 0
                    ? Double.parseDouble(text)
                    : Double.parseDouble(text.substring(0, slash))
                            / Double.parseDouble(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a number, such as 0.03 or 8/255");
        }
    }
}
