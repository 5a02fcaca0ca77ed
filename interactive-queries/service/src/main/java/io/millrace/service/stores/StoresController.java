package io.millrace.service.stores;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.http.RawPath;
import io.millrace.service.stores.StoreCatalogue.Definitions;
import io.millrace.service.stores.StoreCatalogue.Described;
import io.millrace.service.stores.StoreCatalogue.Partitioned;
import io.millrace.service.stores.StoreCatalogue.Unreadable;
import io.millrace.state.access.Scope;
import io.millrace.state.reads.LiveStores;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state stores and their entries. */
@Controller("/v1/stores")
@Needs(Scope.READ)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Stores")
final class StoresController {
  private final StoreCatalogue catalogue;
  private final LiveStores stores;
  private final DefinitionEntries definitions;
  private final StoreReads reads;
  private final RangeLines lines;

  StoresController(
      StoreCatalogue catalogue,
      LiveStores stores,
      DefinitionEntries definitions,
      StoreReads reads,
      RangeLines lines) {
    this.catalogue = catalogue;
    this.stores = stores;
    this.definitions = definitions;
    this.reads = reads;
    this.lines = lines;
  }

  /** The stores. */
  @Schema(name = "StoreList")
  record StoreList(List<StoreView> stores) {}

  /**
   * A store.
   *
   * @param kind {@code rocksdb}, {@code memory}, or {@code global} for one that every instance has
   *     completely
   * @param approximateEntries over all tenants, as the engine estimates it
   * @param readable whether its entries can be read
   */
  @Schema(name = "Store")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record StoreView(
      String name,
      String kind,
      int partitions,
      @Nullable Long approximateEntries,
      boolean readable,
      @Schema(description = "The parts of a key.") String key,
      @Schema(description = "The content of a value.") String value) {}

  @Get
  @Operation(summary = "List the state stores")
  StoreList list(Caller caller) {
    return new StoreList(catalogue.all().stream().map(this::view).toList());
  }

  @Get("/{store}/keys/{key:.+}")
  @Operation(
      summary = "Read one entry of the caller's tenant",
      description = "The key is the text under which lists show it, its parts percent-encoded.")
  StoreEntry entry(
      Caller caller, HttpRequest<?> request, @PathVariable String store, @PathVariable String key) {
    return reads.entry(caller, store, RawPath.after(request, "/keys/"));
  }

  /**
   * The requested entries.
   *
   * @param keys 1 to 1,000, as lists show them
   */
  @Schema(name = "StoreKeys")
  record Keys(@Nullable List<String> keys) {}

  @Post("/{store}/keys")
  @Operation(
      summary = "Read many entries of the caller's tenant",
      description = "Keys are as lists show them. Those without an entry are in missing.")
  StoreReads.Entries entries(Caller caller, @PathVariable String store, @Body Keys wanted) {
    return reads.entries(caller, store, wanted.keys() == null ? List.of() : wanted.keys());
  }

  @Get("/{store}/range{?from,to,limit,cursor}")
  @Produces({MediaType.APPLICATION_JSON, RangeLines.NDJSON})
  @Operation(
      summary = "Read a range of the caller's tenant",
      description =
          """
          Page by page; or, where application/x-ndjson is accepted, all of it: a line for each \
          entry, and a last one, {"end": ...}, that tells how it ended. With partial=true it goes \
          on without partitions that cannot be read now, and names them.\
          """)
  @ApiResponse(
      responseCode = "200",
      description = "A page, or lines.",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StoreReads.Page.class)),
        @Content(mediaType = RangeLines.NDJSON, schema = @Schema(implementation = StoreEntry.class))
      })
  Object range(
      Caller caller,
      HttpRequest<?> request,
      @PathVariable String store,
      @Parameter(description = "The first key, or the beginning of its text.")
          @QueryValue(defaultValue = "")
          String from,
      @Parameter(description = "The first key that is not in it any more.")
          @QueryValue(defaultValue = "")
          String to,
      @Parameter(description = "1 to 1,000, by default 100; of lines any number, by default all.")
          @Nullable
          @QueryValue
          Long limit,
      @Parameter(description = "The cursor of the previous page.") @QueryValue(defaultValue = "")
          String cursor) {
    if (!RangeLines.isRequested(request)) {
      long wanted = limit == null ? StoreReads.DEFAULT_LIMIT : limit;
      return reads.range(caller, store, new StoreReads.Range(from, to, wanted, cursor));
    }
    return lines.answer(
        (next, size) -> {
          StoreReads.Page page =
              reads.range(caller, store, new StoreReads.Range(from, to, size, next));
          return new RangeLines.Page(page.entries(), page.cursor());
        },
        cursor,
        limit == null ? Long.MAX_VALUE : limit);
  }

  private StoreView view(Described store) {
    return switch (store) {
      case Partitioned partitioned ->
          view(store, stores.partitions(), stores.approximateEntries(partitioned.name()), true);
      case Unreadable _ -> view(store, stores.partitions(), null, false);
      case Definitions _ -> view(store, 1, definitions.approximateEntries(), true);
    };
  }

  private static StoreView view(
      Described store, int partitions, @Nullable Long entries, boolean readable) {
    return new StoreView(
        store.name(), store.kind(), partitions, entries, readable, store.key(), store.value());
  }
}
