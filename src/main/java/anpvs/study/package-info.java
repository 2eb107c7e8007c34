/**
 * What tables and figures are made from: the trained models of a profile, found or, in the smoke
 * profile, trained; and what is computed of them for a figure. It hands on numbers, not arrays of
 * the engine.
 */
package anpvs.study;
