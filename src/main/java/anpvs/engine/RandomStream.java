package anpvs.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A stream of random numbers that is a pure function of (seed, purpose, index). Nothing has to be
 * stored to resume it: the stream of training step 1,200 is made anew from its number. Streams of
 * different purposes never share numbers, and draws do not depend on the device.
 */
public final class RandomStream {
    /** What a stream is used for; each purpose has its own numbers. */
    public enum Purpose {
        /** Order of the training images; index: epoch. */
        DATA,
        /** Crops and flips of the training images; index: training step. */
        AUGMENTATION,
        /** Initial weights; index: 0. */
        INITIALISATION,
        /** Mask and weight noise; index: training step. */
        MASK,
        /** Dropout; index: four times the training step plus the pass. */
        DROPOUT,
        /** Random starts of attacks; index: training step, or batch and restart in evaluation. */
        ATTACK,
        /** Drawing of the synthetic images; index: image. */
        IMAGES
    }

    /** Normal numbers that are drawn together. */
    private static final int PART = 1 << 15;

    private final SplittableRandom random;

    private RandomStream(SplittableRandom random) {
        this.random = random;
    }

    /**
     * @param seed the run's seed
     * @param purpose what the numbers are for
     * @param index epoch, step or image number, see {@link Purpose}
     * @return the stream, always the same for the same arguments
     */
    public static RandomStream of(long seed, Purpose purpose, long index) {
        long mixed = mix(mix(mix(seed) + purpose.name().hashCode()) + index);
        return new RandomStream(new SplittableRandom(mixed));
    }

    /** The finaliser of SplitMix64: neighbouring inputs give unrelated outputs. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * @param bound exclusive upper bound, positive
     * @return a whole number in [0, bound)
     */
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    /**
     * @return a number in [0, 1) with 53 random bits
     */
    public double nextDouble() {
        return random.nextDouble();
    }

    /**
     * @param size how many
     * @return the numbers 0 .. size-1 in random order (Fisher-Yates)
     */
    public int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /**
     * @param low inclusive lower bound
     * @param high exclusive upper bound
     * @param size how many
     * @return uniform numbers, 24 random bits each
     */
    public float[] uniform(float low, float high, int size) {
        float[] values = new float[size];
        for (int i = 0; i + 1 < size; i += 2) {
            long bits = random.nextLong();
            values[i] = low + (high - low) * ((int) (bits >>> 40) * 0x1.0p-24f);
            values[i + 1] = low + (high - low) * ((int) (bits >>> 16 & 0xffffff) * 0x1.0p-24f);
        }
        if (size % 2 == 1) {
            values[size - 1] = low + (high - low) * ((int) (random.nextLong() >>> 40) * 0x1.0p-24f);
        }
        return values;
    }

    /**
     * Normal numbers by the polar method (Marsaglia and Bray 1964), the same with every Java
     * version. Large amounts are drawn in parallel; how many threads there are changes nothing.
     *
     * @param sd standard deviation
     * @param size how many
     * @return numbers of mean 0
     */
    public float[] normal(double sd, int size) {
        float[] values = new float[size];
        SplittableRandom[] parts = new SplittableRandom[(size + PART - 1) / PART];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = random.split();
        }
        IntStream range = IntStream.range(0, parts.length);
        (parts.length > 32 ? range.parallel() : range)
                .forEach(i -> normal(parts[i], sd, values, i * PART));
        return values;
    }

    private static void normal(SplittableRandom random, double sd, float[] values, int from) {
        int to = Math.min(values.length, from + PART);
        for (int i = from; i < to; i += 2) {
            double x;
            double y;
            double s;
            do {
                long bits = random.nextLong();
                x = (int) (bits >>> 32) * 0x1.0p-31;
                y = (int) bits * 0x1.0p-31;
                s = x * x + y * y;
            } while (s >= 1 || s == 0);
            double factor = sd * Math.sqrt(-2 * StrictMath.log(s) / s);
            values[i] = (float) (x * factor);
            if (i + 1 < to) {
                values[i + 1] = (float) (y * factor);
            }
        }
    }

    /**
     * @param manager owner of the result; also decides the device
     * @param sd standard deviation
     * @param shape shape of the result
     * @return normal numbers of mean 0, float32
     */
    public NDArray normal(NDManager manager, double sd, Shape shape) {
        return manager.create(normal(sd, Math.toIntExact(shape.size())), shape);
    }

    /**
     * The noise of dropout with inverted scaling.
     *
     * @param manager owner of the result; also decides the device
     * @param rate share of zeros, in steps of 2^-16
     * @param shape shape of the result
     * @return float32, each element 0 with probability {@code rate}, else 1 / (1 - rate)
     */
    public NDArray dropout(NDManager manager, double rate, Shape shape) {
        float[] noise = new float[Math.toIntExact(shape.size())];
        int threshold = (int) Math.round(rate * 0x10000);
        // a table: a branch that nobody can predict costs more than the random bits
        float[] factors = {(float) (1 / (1 - rate)), 0f};
        for (int i = 0; i < noise.length; i += 4) {
            long bits = random.nextLong();
            for (int k = i; k < Math.min(i + 4, noise.length); k++) {
                noise[k] = factors[((int) (bits & 0xffff) - threshold) >>> 31];
                bits >>>= 16;
            }
        }
        return manager.create(noise, shape);
    }

    /**
     * @param manager owner of the result; also decides the device
     * @param low inclusive lower bound
     * @param high exclusive upper bound
     * @param shape shape of the result
     * @return uniform numbers, float32
     */
    public NDArray uniform(NDManager manager, float low, float high, Shape shape) {
        return manager.create(uniform(low, high, Math.toIntExact(shape.size())), shape);
    }
}
