package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** {@code stores.md}, from what a running product answers at {@code /v1/stores}. */
public final class StoresPage {
  private StoresPage() {}

  /** The page for an answer of {@code /v1/stores}. */
  public static String text(String stores) throws JsonProcessingException {
    StringBuilder page = ReferencePages.begin("stores.md");
    page.append("[State stores](../guide/state-stores.md) explains how they are read.\n\n");
    var table = new MarkdownTable("store", "kind", "readable", "key", "value");
    for (JsonNode store : new JsonMapper().readTree(stores).path("stores")) {
      table.row(
          code(store.path("name").asText()),
          store.path("kind").asText(),
          store.path("readable").asBoolean() ? "yes" : "no",
          store.path("key").asText(),
          store.path("value").asText());
    }
    return page.append(table).toString();
  }
}
