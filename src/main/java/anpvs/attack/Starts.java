package anpvs.attack;

import anpvs.engine.RandomStream;

/** Random starts of attacks that work outside the engine. */
final class Starts {
    private Starts() {}

    /**
     * A uniform direction, scaled so that its largest component is a share of epsilon.
     *
     * @param clean the images
     * @param start gets the starts
     * @param threat the ball and the pixel range
     * @param share of epsilon
     * @param random the attack's random numbers
     */
    static void fullBall(
            HostImages clean,
            HostImages start,
            ThreatModel threat,
            float share,
            RandomStream random) {
        for (int row = 0; row < clean.count(); row++) {
            float[] direction = random.uniform(-1, 1, clean.pixels());
            float largest = 1e-12f;
            for (float d : direction) {
                largest = Math.max(largest, Math.abs(d));
            }
            float scale = share * threat.epsilon() / largest;
            for (int i = 0; i < direction.length; i++) {
                float x = clean.rows()[row][i];
                start.rows()[row][i] = threat.project(x, x + scale * direction[i]);
            }
        }
    }
}
