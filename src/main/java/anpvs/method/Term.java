package anpvs.method;

/** One term of what a step minimises (Eq. 6 and 9). A method is a list of them: {@link Terms}. */
@FunctionalInterface
interface Term {
    /**
     * @param sum takes the term's value, differentiable, or in closed form
     * @param passes the step's forward passes, recorded by an open tape
     */
    void addTo(TermSum sum, Passes passes);
}
