/**
 * How a result is shown and saved, and what all tables share: the paper's values, quantities,
 * spreads. Nothing of it computes with the engine. The tables, claims and figures themselves are in
 * {@code tables}, {@code claims} and {@code figures}.
 */
package anpvs.report;
