package io.millrace.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The engine's configuration, written at each start: its limits, and the permissions of its only
 * user. The grants leave out every source (FILE, URL, S3, REMOTE, ...), access management and
 * backups; the constraints fix the settings that name files and those that protect the parser.
 */
final class EngineFiles {
  private static final List<String> FILE_SETTINGS =
      List.of(
          "format_schema",
          "output_format_schema",
          "format_template_row",
          "format_template_resultset",
          "format_avro_schema_registry_url");

  private static final String GRANTS =
      "GRANT SHOW, SELECT, INSERT, ALTER, CREATE DATABASE, CREATE TABLE, CREATE VIEW,"
          + " CREATE DICTIONARY, CREATE TEMPORARY TABLE, CREATE ARBITRARY TEMPORARY TABLE,"
          + " CREATE FUNCTION, DROP, UNDROP TABLE, TRUNCATE, OPTIMIZE, KILL QUERY, dictGet,"
          + " TABLE ENGINE, SYSTEM MERGES, SYSTEM TTL MERGES, SYSTEM MOVES, SYSTEM VIEWS,"
          + " SYSTEM RELOAD DICTIONARY ON *.*";

  private EngineFiles() {}

  /** Writes the files and returns the arguments of the first connection. */
  static List<String> write(Path home, long memoryBytes) throws IOException {
    Path configuration = Files.createDirectories(home.resolve("config"));
    Path nothing = Files.createDirectories(home.resolve("nothing"));
    Path users = configuration.resolve("users.xml");
    Path config = configuration.resolve("config.xml");
    Files.writeString(users, users());
    Files.writeString(config, config(users, nothing, memoryBytes));
    return List.of(
        "--path=" + Files.createDirectories(home.resolve("data")),
        "--config-file=" + config,
        "--log-level=warning",
        "--logger.log=" + home.resolve("engine.log"));
  }

  private static String config(Path users, Path nothing, long memoryBytes) {
    return """
    <clickhouse>
      <max_server_memory_usage>%d</max_server_memory_usage>
      <mark_cache_size>%d</mark_cache_size>
      <users_config>%s</users_config>
      <user_files_path>%4$s/</user_files_path>
      <user_scripts_path>%4$s/</user_scripts_path>
      <format_schema_path>%4$s/</format_schema_path>
      <dictionaries_lib_path>%4$s/</dictionaries_lib_path>
      <custom_local_disks_base_directory>%4$s/</custom_local_disks_base_directory>
    </clickhouse>
    """
        .formatted(memoryBytes, memoryBytes / 8, users, nothing);
  }

  private static String users() {
    var constraints = new StringBuilder();
    for (String name : FILE_SETTINGS) {
      constraints.append("<%1$s><const/></%1$s>".formatted(name));
    }
    return """
    <clickhouse>
      <profiles><default>
        <implicit_select>0</implicit_select>
        <async_insert>0</async_insert>
        <constraints>
          <max_parser_depth><max>1000</max></max_parser_depth>
          <max_ast_depth><max>1000</max></max_ast_depth>
          <max_ast_elements><max>50000</max></max_ast_elements>
          <max_expanded_ast_elements><max>500000</max></max_expanded_ast_elements>
          <max_query_size><max>%d</max></max_query_size>
          %s
        </constraints>
      </default></profiles>
      <users><default>
        <password></password>
        <networks><ip>::/0</ip></networks>
        <profile>default</profile>
        <quota>default</quota>
        <grants><query>%s</query></grants>
      </default></users>
      <quotas><default/></quotas>
    </clickhouse>
    """
        .formatted(GatewayLimits.STATEMENT_BYTES, constraints, GRANTS);
  }
}
