/**
 * Tenants, their API keys and settings: read from definitions, written over HTTP, and matched with
 * the key of each request.
 */
@NullMarked
package io.millrace.service.tenants;

import org.jspecify.annotations.NullMarked;
