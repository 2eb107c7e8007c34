package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import anpvs.engine.Operators;
import anpvs.engine.RowOperators;

/**
 * The shortest l-infinity move of each of many points onto a hyperplane of its own that does not
 * leave the pixel range; on the device.
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

    /** So many are climbed before it looks whether all have arrived; those that have stay there. */
    private static final int PIECES_BETWEEN_LOOKS = 4;

    /**
     * @param points x, (n, pixels) float64, within the range; their manager owns what is made
     * @param normals w, same shape
     * @param distances c - w.x to the planes w.z = c, (n, 1) float64
     * @return d of the smallest max |d_i| with w.(x + d) = c and x + d in the range, (n, pixels)
     *     float64; where the range holds no such point, the move to its corner nearest to the plane
     */
    NDArray onto(NDArray points, NDArray normals, NDArray distances) {
        NDArray towards = distances.sign().mul(normals.sign());
        NDArray up = towards.gt(0).toType(DataType.FLOAT64, false);
        NDArray room = up.mul(upper - lower).sub(up.mul(2).sub(1).mul(points.sub(lower)));
        NDArray lengths = lengths(room, normals.abs(), distances.abs());
        return room.minimum(lengths).mul(towards);
    }

    /**
     * The t of each point with g(t) = distance; the largest room if there is none; (n, 1). With m_i
     * = [room_i > t], g(t) = sum_i |w_i| room_i - sum_i m_i |w_i| room_i + t sum_i m_i |w_i|.
     */
    private static NDArray lengths(NDArray room, NDArray weights, NDArray distances) {
        long n = room.getShape().get(0);
        NDArray most = room.max(new int[] {1}, true);
        NDArray weighted = weights.mul(room);
        NDArray missing = distances.sub(weighted.sum(new int[] {1}, true));
        NDArray columns = NDArrays.stack(new NDList(weighted, weights), 2);
        NDArray t = distances.zerosLike();
        for (int piece = 1; piece <= MOST_PIECES; piece++) {
            NDArray roomy = room.gt(t).toType(DataType.FLOAT64, false).reshape(n, 1, -1);
            NDArray sums = Operators.batchDot(roomy, columns).reshape(n, 2);
            NDArray slope = sums.get(":, 1:");
            NDArray goal = missing.add(sums.get(":, :1")).div(slope);
            NDArray next = RowOperators.choose(RowOperators.flag(slope.gt(0)), goal, most);
            NDArray climbs = RowOperators.flag(next.gt(t.mul(1 + 1e-12)));
            t = RowOperators.choose(climbs, next, t);
            if (piece % PIECES_BETWEEN_LOOKS == 0 && climbs.max().toFloatArray()[0] == 0) {
                break;
            }
        }
        return t;
    }
}
