/**
 * What a start does so that events reach ClickHouse: it migrates the tables and defines the
 * connector that fills them.
 */
@NullMarked
package io.millrace.service.warehouse;

import org.jspecify.annotations.NullMarked;
