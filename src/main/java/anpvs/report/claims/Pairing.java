package anpvs.report.claims;

import anpvs.method.Method;
import anpvs.report.Quantity;

/**
 * What is compared; several claims can be about the same.
 *
 * @param quantity in which
 * @param first a method
 * @param other another
 * @param matched whether after equal schedules
 */
record Pairing(Quantity quantity, Method first, Method other, boolean matched) {}
