package anpvs.data;

import anpvs.UserError;

/** The check that both file formats need. */
final class Labels {
    private Labels() {}

    /**
     * @param labels class numbers, unsigned
     * @param classes number of classes
     * @param name of the file, for the message
     * @throws UserError if a label is not in 0 .. classes-1
     */
    static void check(byte[] labels, int classes, String name) {
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] & 0xff) >= classes) {
                throw new UserError(
                        name
                                + (": label " + (labels[i] & 0xff) + " of image " + i)
                                + (", expected 0 .. " + (classes - 1)));
            }
        }
    }
}
