/** The paper's claims, what the runs say of them, and comparisons pair by pair. */
package anpvs.report.claims;
