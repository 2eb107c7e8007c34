package anpvs.train;

import anpvs.method.Losses;
import anpvs.store.Checkpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sums of the losses over the steps of an epoch: total, clean, adversarial, V, KL. */
final class LossSums {
    private final double[] sums = new double[Checkpoint.SUMMED];

    /** Starts an epoch. */
    LossSums() {}

    /** Goes on with an epoch. */
    LossSums(List<Double> stored) {
        for (int i = 0; i < Checkpoint.SUMMED; i++) {
            sums[i] = stored.get(i);
        }
    }

    void add(Losses losses) {
        sums[0] += losses.total();
        sums[1] += losses.clean();
        sums[2] += losses.adversarial();
        sums[3] += losses.vulnerability();
        sums[4] += losses.kl();
    }

    /** {@return one of the sums, in the order of the class comment, divided by the steps} */
    double mean(int index, int steps) {
        return sums[index] / steps;
    }

    List<Double> values() {
        List<Double> list = new ArrayList<>(Collections.nCopies(Checkpoint.SUMMED, 0.0));
        for (int i = 0; i < Checkpoint.SUMMED; i++) {
            list.set(i, sums[i]);
        }
        return list;
    }
}
