package io.millrace.standalone.home;

/**
 * The addresses of the parts of an installation.
 *
 * @param url the HTTP API
 * @param clickHouse the HTTP interface of ClickHouse
 * @param kafka bootstrap servers
 * @param connect the REST API of the Connect worker
 */
public record Addresses(String url, String clickHouse, String kafka, String connect) {}
