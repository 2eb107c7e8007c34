/**
 * The kit that reproduces "Adversarial Neural Pruning with Latent Vulnerability Suppression" (ICML
 * 2020). Only what every package shares lives here: {@link anpvs.UserError}.
 */
package anpvs;
