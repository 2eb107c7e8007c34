package anpvs.attack;

/**
 * The shortest l-infinity move of a point onto a hyperplane that does not leave the pixel range.
 *
 * <p>Along s = sign(w) towards the plane each coordinate moves by min(t, its room to the bound), so
 * the distance covered, g(t) = sum_i |w_i| min(t, room_i), is concave and piecewise linear:
 * Newton's method from t = 0 climbs to the t with g(t) = distance from below and ends after
 * finitely many linear pieces.
 *
 * @param lower smallest pixel value
 * @param upper largest pixel value
 */
record BoxProjection(float lower, float upper) {
    private static final int MOST_PIECES = 200;

    /**
     * @param point x, within the range
     * @param normal w
     * @param offset c of the plane w.z = c
     * @return d of the smallest max |d_i| with w.(x + d) = c and x + d in the range; where the
     *     range holds no such point, the move to its corner nearest to the plane
     */
    float[] onto(float[] point, float[] normal, double offset) {
        double distance = offset;
        for (int i = 0; i < point.length; i++) {
            distance -= (double) normal[i] * point[i];
        }
        double[] room = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            boolean up = normal[i] > 0 == distance > 0;
            room[i] = up ? (double) upper - point[i] : (double) point[i] - lower;
        }
        double length = length(room, normal, Math.abs(distance));
        float[] move = new float[point.length];
        for (int i = 0; i < point.length; i++) {
            double step = Math.min(length, room[i]) * Math.signum(normal[i]);
            move[i] = (float) (distance < 0 ? -step : step);
        }
        return move;
    }

    /** The t with g(t) = distance; the largest room if there is none. */
    private static double length(double[] room, float[] normal, double distance) {
        double t = 0;
        for (int piece = 0; piece < MOST_PIECES; piece++) {
            double covered = 0;
            double slope = 0;
            double nextRoom = 0;
            for (int i = 0; i < room.length; i++) {
                double weight = Math.abs(normal[i]);
                covered += weight * Math.min(t, room[i]);
                if (room[i] > t) {
                    slope += weight;
                }
                nextRoom = Math.max(nextRoom, room[i]);
            }
            double missing = distance - covered;
            if (missing <= 1e-12 * distance) {
                return t;
            }
            if (slope == 0) {
                return nextRoom;
            }
            t += missing / slope;
        }
        return t;
    }
}
