/**
 * Keeps the documentation true: its links lead somewhere, and the messages that it quotes are those
 * of the code. Its commands are run by the product tests.
 */
@NullMarked
package io.millrace.standalone.docs;

import org.jspecify.annotations.NullMarked;
