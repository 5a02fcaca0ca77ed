/** Tests of the service against a real broker. */
@NullMarked
package io.millrace.service;

import org.jspecify.annotations.NullMarked;
