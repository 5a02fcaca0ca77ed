package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.service.Service;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

/** {@code http.md}, from the description that the service serves at {@code /openapi.yml}. */
final class HttpPage {
  private static final String DESCRIPTION = "/META-INF/swagger/openapi.yml";

  private HttpPage() {}

  static String text() throws IOException {
    StringBuilder page = ReferencePages.begin("http.md");
    page.append("`$MILLRACE_URL/openapi.yml` has parameters, bodies and answers.\n\n");
    var table = new MarkdownTable("method", "path", "what it does");
    for (Map.Entry<String, JsonNode> path : description().path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        JsonNode operation = method.getValue();
        String summary = operation.path("summary").asText(operation.path("description").asText());
        table.row(method.getKey().toUpperCase(Locale.ROOT), code(path.getKey()), summary);
      }
    }
    return page.append(table).toString();
  }

  private static JsonNode description() throws IOException {
    try (InputStream in = Service.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IOException("the class path must have " + DESCRIPTION);
      }
      return new YAMLMapper().readTree(in);
    }
  }
}
