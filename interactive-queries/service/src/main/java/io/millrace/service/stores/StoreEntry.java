package io.millrace.service.stores;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * An entry of a store.
 *
 * @param key the text by which it can be read again
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "StoreEntry")
public record StoreEntry(String key, Object value) {}
