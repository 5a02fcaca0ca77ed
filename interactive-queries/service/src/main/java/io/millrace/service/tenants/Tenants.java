package io.millrace.service.tenants;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.service.access.Caller;
import io.millrace.state.access.ApiKeySecret;
import io.millrace.state.access.Scope;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import io.millrace.state.problem.Outcome;
import io.millrace.state.settings.ServiceSettings.InitialKey;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tenants and their keys. */
@Singleton
public final class Tenants {
  /** The tenant of the operator: its admin keys manage the others. */
  public static final String OPERATOR = "default";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

  /** The keys a new tenant gets, by the scope that names them. */
  private static final Map<Scope, Set<Scope>> NEW_KEYS =
      new EnumMap<>(
          Map.of(
              Scope.WRITE, EnumSet.of(Scope.WRITE),
              Scope.READ, EnumSet.of(Scope.READ),
              Scope.ADMIN, EnumSet.allOf(Scope.class)));

  private final DefinitionLog log;
  private final DefinitionWriter writer;
  private final SecureRandom random = new SecureRandom();

  Tenants(DefinitionLog log, DefinitionWriter writer) {
    this.log = log;
    this.writer = writer;
  }

  /** The names of all tenants. */
  public List<String> names() {
    return log.all(TenantKind.INSTANCE).stream().map(Definition::name).toList();
  }

  /** Creates a tenant and returns its keys, which cannot be read again. */
  public Outcome<Map<Scope, ApiKeySecret>> create(String tenant) throws InterruptedException {
    if (!NAME.matcher(tenant).matches()) {
      return Outcome.refused(
          new Failure.Invalid(
              "a tenant must match %s, but was '%s'".formatted(NAME.pattern(), tenant), "tenant"));
    }
    return writer.runExclusively(() -> createAlone(tenant));
  }

  private Outcome<Map<Scope, ApiKeySecret>> createAlone(String tenant) throws InterruptedException {
    if (log.get(key(tenant)) != null) {
      return Outcome.refused(new Failure.Conflict("the tenant already exists: " + tenant));
    }
    var keys = new EnumMap<Scope, ApiKeySecret>(Scope.class);
    for (Map.Entry<Scope, Set<Scope>> wanted : NEW_KEYS.entrySet()) {
      ApiKeySecret secret = ApiKeySecret.random(wanted.getKey().wireName(), random);
      keys.put(wanted.getKey(), secret);
      var stored = new ApiKey(tenant, wanted.getKey().wireName(), wanted.getValue());
      if (writer.put(key(secret), ApiKeyKind.INSTANCE.print(stored))
          instanceof Outcome.Refused<?>(Failure failure)) {
        return Outcome.refused(failure);
      }
    }
    // Last, so that a creation that failed half way can be tried again.
    return switch (writer.put(key(tenant), TenantKind.NOTHING_SET)) {
      case Outcome.Done<Definition> _ -> Outcome.of(keys);
      case Outcome.Refused<Definition>(Failure failure) -> Outcome.refused(failure);
    };
  }

  /** Whether the caller manages all tenants. */
  static boolean isOperator(Caller caller) {
    return caller.tenant().equals(OPERATOR);
  }

  /**
   * Throws a 403 if the caller is not the operator.
   *
   * @param what is done, such as {@code tenants are created}
   */
  public static void requireOperator(Caller caller, String what) {
    if (!isOperator(caller)) {
      throw new FailureException(
          new Failure.Forbidden(
              "%s with a key of tenant %s, but the key belongs to tenant %s"
                  .formatted(what, OPERATOR, caller.tenant())));
    }
  }

  /** The tenant to manage; throws if the caller may not manage it. */
  public String managed(Caller caller, String tenant) {
    if (!caller.tenant().equals(tenant)) {
      requireOperator(caller, "other tenants are managed");
    }
    return known(tenant).orThrow();
  }

  private Outcome<String> known(String tenant) {
    return log.get(key(tenant)) == null
        ? Outcome.refused(
            new Failure.UnknownName("tenant", tenant, NearestNames.of(tenant, names())))
        : Outcome.of(tenant);
  }

  /** Which times of events the tenant accepts. */
  public AcceptanceWindow acceptance(String tenant) {
    return settings(tenant).acceptance();
  }

  /** The time zone of the tenant's days. */
  public ZoneId timeZone(String tenant) {
    return settings(tenant).timeZone();
  }

  /** Changes which times of events a tenant, one that there is, accepts. */
  Outcome<AcceptanceWindow> accept(String tenant, @Nullable String past, @Nullable String ahead)
      throws InterruptedException {
    return writer.runExclusively(
        () -> {
          AcceptanceWindow wanted = acceptance(tenant).changed(past, ahead);
          return write(tenant, settings(tenant).with(wanted), wanted);
        });
  }

  /** Changes the time zone of a tenant, one that there is. */
  Outcome<ZoneId> setTimeZone(String tenant, ZoneId zone) throws InterruptedException {
    return writer.runExclusively(() -> write(tenant, settings(tenant).with(zone), zone));
  }

  private TenantSettings settings(String tenant) {
    Definition definition = log.get(key(tenant));
    return Optional.ofNullable(definition)
        .flatMap(TenantKind.INSTANCE::read)
        .orElse(TenantSettings.DEFAULT);
  }

  private <T> Outcome<T> write(String tenant, TenantSettings settings, T answer)
      throws InterruptedException {
    return switch (writer.put(key(tenant), TenantKind.INSTANCE.print(settings))) {
      case Outcome.Done<Definition> _ -> Outcome.of(answer);
      case Outcome.Refused<Definition>(Failure failure) -> Outcome.refused(failure);
    };
  }

  /** Writes the initial keys that the log does not have. */
  public void seed(List<InitialKey> initialKeys) throws InterruptedException {
    for (InitialKey initial : initialKeys) {
      putIfAbsent(key(initial.tenant()), TenantKind.NOTHING_SET);
      var stored = new ApiKey(initial.tenant(), "initial", initial.scopes());
      putIfAbsent(key(new ApiKeySecret(initial.secret())), ApiKeyKind.INSTANCE.print(stored));
    }
  }

  private void putIfAbsent(DefinitionKey key, String body) throws InterruptedException {
    if (log.get(key) == null) {
      boolean _ =
          writer.runExclusively(
              () -> {
                boolean absent = log.get(key) == null;
                if (absent) {
                  var _ = writer.put(key, body).orThrow();
                }
                return absent;
              });
    }
  }

  private static DefinitionKey key(String tenant) {
    return TenantKind.INSTANCE.key(tenant);
  }

  private static DefinitionKey key(ApiKeySecret secret) {
    return ApiKeyKind.INSTANCE.key(secret.sha256());
  }
}
