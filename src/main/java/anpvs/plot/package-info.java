/** Charts and pictures, from numbers alone: lines, dots, maps, surfaces, and the look of all. */
package anpvs.plot;
