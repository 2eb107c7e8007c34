package anpvs.store;

import anpvs.data.HostArray;
import anpvs.method.Losses;
import anpvs.method.Method;
import anpvs.train.TrainProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A process that makes and finishes runs of a store as training does, but without training.
 * Arguments: store, number of runs, own number.
 */
final class StoreProcess {
    private StoreProcess() {}

    static ExperimentSpec spec(int number) {
        return Runs.tiny(Method.STANDARD, 2).with(Map.of("name", "run-" + number));
    }

    /** The same bytes in every process, as training from one seed has. */
    private static Checkpoint checkpoint(Run run, ExperimentSpec spec, long step) {
        byte[] weights = new byte[40_000];
        new Random(step).nextBytes(weights);
        List<EpochRecord> epochs = new ArrayList<>();
        long perEpoch = spec.recipe().stepsPerEpoch();
        for (int epoch = 1; epoch * perEpoch <= step; epoch++) {
            epochs.add(
                    new EpochRecord(
                            epoch, epoch * perEpoch, 1, 1, 0, 0, 0, 50, null, List.of(), null));
        }
        return new Checkpoint(
                run.id(),
                step,
                Map.of("conv1.weight", HostArray.ofBytes(weights)),
                Losses.ZERO,
                epochs);
    }

    /** Prints "finished ID" for each run that this process finished. */
    public static void main(String[] arguments) throws InterruptedException {
        RunStore store = new RunStore(Path.of(arguments[0]));
        Random random = new Random(Integer.parseInt(arguments[2]));
        List<Integer> open = new ArrayList<>();
        for (int number = 0; number < Integer.parseInt(arguments[1]); number++) {
            open.add(number);
        }
        while (!open.isEmpty()) {
            int number = open.remove(random.nextInt(open.size()));
            ExperimentSpec spec = spec(number);
            Run run = store.create(spec);
            try (RunLock lock = RunLock.acquire(run.folder(), line -> System.out.println(line))) {
                long last = spec.recipe().totalSteps();
                if (run.checkpoints().lastStep() < last) {
                    for (long step = 1; step <= last; step++) {
                        Checkpoint now = checkpoint(run, spec, step);
                        run.checkpoints().save(now, lock);
                        run.writeEpochs(now.epochs(), lock);
                    }
                    System.out.println("finished " + run.id());
                }
            } catch (RunHeld e) {
                open.add(number);
                Thread.sleep(1);
            }
            store.list().forEach(Run::state);
        }
    }

    static Process start(Path store, int runs, int number) throws IOException {
        return TrainProcess.startMain(
                StoreProcess.class,
                Map.of(),
                store.toString(),
                Integer.toString(runs),
                Integer.toString(number));
    }
}
