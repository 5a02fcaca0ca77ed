package io.millrace.service.openapi;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** What the description says of the service as a whole. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Millrace",
            version = "1",
            description =
                "Ingest events and query them. Errors are application/problem+json (RFC 9457).",
            license = @License(name = "Apache-2.0")),
    security = @SecurityRequirement(name = "key"))
@SecurityScheme(
    name = "key",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description =
        "An API key. A write key may also be the user name of HTTP Basic, or for Segment's paths"
            + " the body's writeKey.")
final class ApiDescription {
  private ApiDescription() {}
}
