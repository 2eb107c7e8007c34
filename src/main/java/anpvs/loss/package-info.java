/** The loss functions of the paper, each with its formula. */
package anpvs.loss;
