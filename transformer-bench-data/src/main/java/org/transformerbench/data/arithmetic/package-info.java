/**
 * Addition, subtraction and multiplication of whole numbers as text.
 * {@link org.transformerbench.data.arithmetic.AdditionTask}, {@link org.transformerbench.data.arithmetic.SubtractionTask} and
 * {@link org.transformerbench.data.arithmetic.MultiplicationTask} are the plug-ins;
 * {@link org.transformerbench.data.arithmetic.ArithmeticEncoding} writes and reads single problems.
 *
 * <p>Words: a <em>problem</em> is two operands and an operator; its <em>prompt</em> is the text up to and with
 * {@code =}, its <em>answer</em> the result and the end sign {@code |}.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.data.arithmetic;

import org.apiguardian.api.API;
