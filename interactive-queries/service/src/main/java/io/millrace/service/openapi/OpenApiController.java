package io.millrace.service.openapi;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;

/** Serves the description. */
@Controller
@Hidden
final class OpenApiController {
  private static final String RESOURCE = "META-INF/swagger/openapi.yml";
  private static final String YAML = "application/yaml";

  private final byte[] description;

  OpenApiController() throws IOException {
    try (InputStream in = getClass().getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build leaves the description at " + RESOURCE);
      }
      description = in.readAllBytes();
    }
  }

  @Get("/openapi.yml")
  @Produces(YAML)
  byte[] yaml() {
    return description;
  }
}
