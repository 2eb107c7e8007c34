package anpvs.grid;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.store.ExperimentSpec;
import anpvs.store.TransferSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All runs of a profile in an order in which each comes after those that it needs: the one that it
 * starts from, and the source of its transfer examples. Equal arguments give equal grids, so that
 * an index names the same run in every process.
 *
 * @param entries the runs; the position of each is its index
 */
public record RunGrid(List<Entry> entries) {
    /** Copies the list. */
    public RunGrid {
        entries = List.copyOf(entries);
    }

    /**
     * One run.
     *
     * @param index its position in the grid
     * @param spec what to train
     * @param evaluations how to evaluate it then; empty for a run that others only need
     * @param dependencies indices of the runs that come first, all smaller than its own
     * @param parts what shows it; empty for a run that others only need
     */
    public record Entry(
            int index,
            ExperimentSpec spec,
            List<EvaluationSettings> evaluations,
            List<Integer> dependencies,
            Set<PaperPart> parts) {
        /** Copies the collections. */
        public Entry {
            evaluations = List.copyOf(evaluations);
            dependencies = List.copyOf(dependencies);
            parts = Set.copyOf(parts);
        }
    }

    /**
     * @param profile how much work
     * @return the data sets that go with it
     */
    public static List<Dataset> datasets(Profile profile) {
        return Arrays.stream(Dataset.values())
                .filter(set -> set.synthetic() == (profile == Profile.SMOKE))
                .toList();
    }

    /**
     * @param profile how much work
     * @return seeds of each row: five as in the paper, one in the short profiles
     */
    public static int seeds(Profile profile) {
        return profile == Profile.PAPER ? 5 : 1;
    }

    /**
     * @param profile how much work
     * @param datasets the images
     * @param methods rows; others are in the grid where these need them
     * @param seeds how many seeds, from 0
     * @return the runs of every part
     */
    public static RunGrid of(
            Profile profile, Collection<Dataset> datasets, Collection<Method> methods, int seeds) {
        if (seeds < 1 || seeds > TransferSource.SEED) {
            throw new UserError("seeds is " + seeds + "; expected 1 to " + TransferSource.SEED);
        }
        Builder builder = new Builder();
        for (Dataset dataset : datasets) {
            for (Method method : methods) {
                for (long seed = 0; seed < seeds; seed++) {
                    for (PaperPart part : PaperPart.values()) {
                        for (ExperimentSpec spec : part.runs(method, dataset, profile, seed)) {
                            builder.add(spec, part.evaluations(spec), Set.of(part));
                        }
                    }
                }
            }
        }
        return builder.build();
    }

    /**
     * @param specs runs of Table 1
     * @param evaluated whether each is evaluated as the table wants it
     * @return them and what they need
     */
    public static RunGrid of(Collection<ExperimentSpec> specs, boolean evaluated) {
        Builder builder = new Builder();
        for (ExperimentSpec spec : specs) {
            builder.add(
                    spec,
                    evaluated ? PaperPart.TABLE_1.evaluations(spec) : List.of(),
                    Set.of(PaperPart.TABLE_1));
        }
        return builder.build();
    }

    /**
     * @param index position
     * @return the run
     * @throws UserError if there is none
     */
    public Entry entry(int index) {
        return one(entries, index, "run", "this grid");
    }

    private static <T> T one(List<T> all, int index, String what, String where) {
        if (index < 0 || index >= all.size()) {
            throw new UserError(
                    "there is no %s %s in %s; expected 0 to %s"
                            .formatted(what, index, where, all.size() - 1));
        }
        return all.get(index);
    }

    /**
     * {@return the runs by stage: each needs runs of earlier stages only, so that those of one
     * stage can be done all at the same time, in any order}
     */
    public List<List<Entry>> stages() {
        List<List<Entry>> stages = new ArrayList<>();
        int[] stage = new int[entries.size()];
        for (Entry entry : entries) {
            int own = 0;
            for (int needed : entry.dependencies()) {
                own = Math.max(own, stage[needed] + 1);
            }
            stage[entry.index()] = own;
            if (own == stages.size()) {
                stages.add(new ArrayList<>());
            }
            stages.get(own).add(entry);
        }
        return stages;
    }

    /**
     * @param number of a stage
     * @return its runs
     * @throws UserError if there is no such stage
     */
    public List<Entry> stage(int number) {
        return one(stages(), number, "stage", "this grid");
    }

    /**
     * @param number of a stage
     * @param index position in that stage
     * @return the run
     * @throws UserError if there is no such stage, or no such run in it
     */
    public Entry entryOfStage(int number, int index) {
        return one(stage(number), index, "run", "stage " + number + " of this grid");
    }

    /** Collects runs, each after those that it needs. */
    static final class Builder {
        private final Map<String, Draft> drafts = new LinkedHashMap<>();

        /** What is known of a run so far. */
        private record Draft(
                ExperimentSpec spec,
                Set<EvaluationSettings> evaluations,
                Set<String> dependencies,
                Set<PaperPart> parts) {}

        /**
         * @param spec a run
         * @param evaluations how to evaluate it; the source of each is to be another run of the
         *     paper's transfer attack
         * @param parts what shows it
         */
        void add(ExperimentSpec spec, List<EvaluationSettings> evaluations, Set<PaperPart> parts) {
            Set<String> needed = new LinkedHashSet<>();
            spec.startSpec().ifPresent(start -> needed.add(need(start)));
            if (evaluations.stream().anyMatch(one -> one.source() != null)) {
                needed.add(need(TransferSource.spec(spec)));
            }
            Draft draft = draft(spec);
            draft.evaluations.addAll(evaluations);
            draft.dependencies.addAll(needed);
            draft.parts.addAll(parts);
        }

        private String need(ExperimentSpec spec) {
            add(spec, List.of(), Set.of());
            return spec.runId();
        }

        private Draft draft(ExperimentSpec spec) {
            return drafts.computeIfAbsent(
                    spec.runId(),
                    id ->
                            new Draft(
                                    spec,
                                    new LinkedHashSet<>(),
                                    new LinkedHashSet<>(),
                                    EnumSet.noneOf(PaperPart.class)));
        }

        RunGrid build() {
            List<Draft> order = sorted();
            List<String> ids = order.stream().map(draft -> draft.spec.runId()).toList();
            return new RunGrid(
                    IntStream.range(0, order.size())
                            .mapToObj(index -> entry(index, order.get(index), ids))
                            .toList());
        }

        private static Entry entry(int index, Draft draft, List<String> ids) {
            return new Entry(
                    index,
                    draft.spec,
                    List.copyOf(draft.evaluations),
                    draft.dependencies.stream().map(ids::indexOf).sorted().toList(),
                    draft.parts);
        }

        /**
         * In the order of adding, but each after what it needs: a run that was first added as what
         * another starts from may need a source only since it was added for itself.
         */
        private List<Draft> sorted() {
            Map<String, Draft> done = new LinkedHashMap<>();
            drafts.keySet().forEach(id -> visit(id, done));
            return new ArrayList<>(done.values());
        }

        private void visit(String id, Map<String, Draft> done) {
            if (!done.containsKey(id)) {
                drafts.get(id).dependencies.forEach(needed -> visit(needed, done));
                done.put(id, drafts.get(id));
            }
        }
    }
}
