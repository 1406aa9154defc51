/**
 * The plug-in contract: {@link org.transformerbench.api.Model}, {@link org.transformerbench.api.Task} and
 * {@link org.transformerbench.api.Trainer}, and the values that pass between them.
 *
 * <p>Letters used for shapes in this project: B batch, T positions, O output positions, D model width, H heads,
 * K width of a head, M width of the hidden layer, V vocabulary size. A <em>step</em> is one optimizer update on one batch;
 * an <em>example</em> is one row of a batch; a <em>target</em> is a position whose next token is predicted and
 * enters the loss, unless it is {@link org.transformerbench.api.Batch#IGNORED}; an <em>answer</em> is what several targets make up
 * together.
 *
 * <p>Providers are found with {@link java.util.ServiceLoader}: {@code META-INF/services} lists the three interfaces
 * themselves. They are stateless and cheap to construct; the heavy objects come out of their methods.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api;

import org.apiguardian.api.API;
