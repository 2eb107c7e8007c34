/** How a long task tells how far it is, and how it is stopped; nothing of what it does. */
package anpvs.progress;
