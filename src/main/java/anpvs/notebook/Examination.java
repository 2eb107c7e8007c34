package anpvs.notebook;

import anpvs.method.Method;
import anpvs.report.ChartResult;
import anpvs.report.Figures;
import anpvs.report.TableResult;
import anpvs.report.figures.CheckCurves;
import anpvs.report.figures.DomainPictures;
import anpvs.report.tables.AttackDomains;
import anpvs.report.tables.PaperChecks;
import anpvs.report.tables.PublishedResults;
import anpvs.report.tables.PublishedVulnerability;
import anpvs.report.tables.RobustnessChecks;
import anpvs.study.Context;
import java.util.List;

/**
 * Are the results to be believed? The paper against itself and against its code, and checks against
 * false robustness. A part of {@link Kit}.
 */
public abstract class Examination extends Workbench {
    Examination(Context context, Figures figures) {
        super(context, figures);
    }

    /** {@return what the paper's text claims in per cent, and what its tables give} */
    public TableResult paperClaims() {
        return table(() -> new PaperChecks(context().origin(List.of())).claims());
    }

    /**
     * @param other {@code table2} or {@code table3}
     * @return the values that differ between Table 1 and that table of the paper
     */
    public TableResult paperContradictions(String other) {
        return table(() -> new PaperChecks(context().origin(List.of())).contradictions(other));
    }

    /** {@return where accuracies of the paper's Table 2 rise with the steps of the attack} */
    public TableResult paperSteps() {
        return table(() -> new PaperChecks(context().origin(List.of())).monotony());
    }

    /**
     * @param dataset a data set of the paper whose images the network standardises
     * @return accuracy under the attack on pixels and under that of the published code, the paper's
     *     beside them, and in how far the difference explains the paper's rows
     */
    public TableResult attackDomains(String dataset) {
        return table(() -> new AttackDomains(PublishedResults.of(context().of(dataset))).table());
    }

    /**
     * @param dataset a data set of the paper whose images the network standardises
     * @return one test image after either attack, and how far it is from the original
     */
    public ChartResult attackDomainPictures(String dataset) {
        return figure(() -> DomainPictures.of(context().of(dataset)));
    }

    /**
     * @param dataset a data set of the paper
     * @return V by Eq. 2 beside that of the published code: of the last batch, with independent
     *     noise
     */
    public TableResult publishedVulnerability(String dataset) {
        return table(
                () ->
                        new PublishedVulnerability(PublishedResults.of(context().of(dataset)))
                                .table());
    }

    /**
     * @param dataset a data set of the paper
     * @return which checks against false robustness each method passes
     */
    public TableResult checkVerdicts(String dataset) {
        return table(() -> RobustnessChecks.of(context().of(dataset)).verdicts());
    }

    /**
     * @param dataset a data set of the paper
     * @param method a method's name on the command line
     * @return what each check found about it, and what a failure would mean
     */
    public TableResult checkFindings(String dataset, String method) {
        Method asked = Method.of(method);
        return table(() -> RobustnessChecks.of(context().of(dataset)).findings(asked));
    }

    /**
     * @param dataset a data set of the paper
     * @return accuracy and loss against the steps of the attack
     */
    public ChartResult attackSteps(String dataset) {
        return figure(() -> new CheckCurves(RobustnessChecks.of(context().of(dataset))).steps());
    }

    /**
     * @param dataset a data set of the paper
     * @return what further random starts of the attack find
     */
    public ChartResult attackStarts(String dataset) {
        return figure(() -> new CheckCurves(RobustnessChecks.of(context().of(dataset))).starts());
    }

    /**
     * @param dataset a data set of the paper
     * @return accuracy against epsilon, up to 1
     */
    public ChartResult accuracyToEpsilonOne(String dataset) {
        return figure(() -> new CheckCurves(RobustnessChecks.of(context().of(dataset))).epsilon());
    }
}
