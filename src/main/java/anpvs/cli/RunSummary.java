package anpvs.cli;

import anpvs.UserError;
import anpvs.evaluate.AttackEvaluator;
import anpvs.evaluate.AttackRecord;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.Evaluator;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;

/**
 * What tells a run from others, and how it did.
 *
 * @param run the run
 * @param spec what was to be trained
 * @param state what became of it
 * @param evaluation under the recipe's attack, of the most images; null without one
 * @param autoAttack under AutoAttack standard with its published budget; null without one
 */
record RunSummary(
        Run run,
        ExperimentSpec spec,
        Run.State state,
        Evaluation evaluation,
        AttackRecord autoAttack) {
    /**
     * @param run a run
     * @return its summary
     * @throws UserError if a record is damaged
     */
    static RunSummary of(Run run) {
        ExperimentSpec spec = run.spec();
        Run.State state = run.state();
        boolean finished = state == Run.State.FINISHED;
        return new RunSummary(
                run,
                spec,
                state,
                finished ? Evaluator.measured(run).orElse(null) : null,
                finished ? AttackEvaluator.ofStandard(run).orElse(null) : null);
    }
}
