package anpvs.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;

/** Colours that the colour-blind can tell apart, and the one font of all charts. */
public final class Palette {
    /** Colours of Okabe and Ito (2008). */
    public static final Color BLUE = new Color(0x0072B2);

    /** Colour of Okabe and Ito. */
    public static final Color SKY = new Color(0x56B4E9);

    /** Colour of Okabe and Ito. */
    public static final Color VERMILLION = new Color(0xD55E00);

    /** Colour of Okabe and Ito. */
    public static final Color ORANGE = new Color(0xE69F00);

    /** Colour of Okabe and Ito. */
    public static final Color GREEN = new Color(0x009E73);

    /** Colour of Okabe and Ito. */
    public static final Color PURPLE = new Color(0xCC79A7);

    /** Told from the others by its lightness. */
    public static final Color GREY = new Color(0x666666);

    private Palette() {}

    /** Takes black and the font of all charts. */
    public static void pen(Graphics2D g, int style, int size) {
        g.setColor(Color.BLACK);
        g.setFont(font(style, size));
    }

    /**
     * @param style of {@link Font}, such as {@link Font#BOLD}
     * @param size in points
     * @return the font of all charts
     */
    public static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
