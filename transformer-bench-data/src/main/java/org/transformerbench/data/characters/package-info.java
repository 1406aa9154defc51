/**
 * Running text, character by character: a token is one Unicode code point. The plug-ins are
 * {@link org.transformerbench.data.characters.ShakespeareTask}, whose text is downloaded once, and
 * {@link org.transformerbench.data.characters.TextTask} for any file.
 *
 * <p>A <em>window</em> is T consecutive characters. The first part of a text is for training; the rest is held out,
 * its first half for validation and its second half for test. No window, nor its targets, crosses a border.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.data.characters;

import org.apiguardian.api.API;
