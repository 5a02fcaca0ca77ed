SELECT * FROM file('@SECRET@', 'TSV', 'a String')
SELECT file('@SECRET@')
SELECT "file"('@SECRET@')
SELECT `fi\x6ce`('@SECRET@')
SELECT FILE/**/('@SECRET@')
SELECT arrayMap(x -> file(x), ['@SECRET@'])
SELECT * FROM `@SECRET@`
SELECT * FROM '@SECRET@'
SELECT * FROM default.`@SECRET@`
DESCRIBE TABLE file('@SECRET@')
DESCRIBE TABLE `@SECRET@`
INSERT INTO `@TARGET@` SELECT 1
INSERT INTO FUNCTION file('@TARGET@', 'CSV', 'a UInt8') SELECT 1
INSERT INTO TABLE FUNCTION file('@TARGET@', 'CSV', 'a UInt8') VALUES (1)
INSERT INTO FUNCTION null('a UInt8') SELECT 1
INSERT INTO t FROM INFILE '@SECRET@' FORMAT CSV
INSERT INTO t SELECT toUInt8(length(file('@SECRET@')))
SELECT 1 INTO OUTFILE '@TARGET@'
SELECT 1 INTO OUTFILE '@TARGET@' TRUNCATE FORMAT CSV
(SELECT 1) INTO /* x */ OUTFILE '@TARGET@'
SELECT 1; SELECT 2 INTO OUTFILE '@TARGET@'
SELECT * FROM url('file://@SECRET@', 'TSV', 'a String')
SELECT * FROM url('http://127.0.0.1:1/', 'TSV', 'a String')
SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'TSV', 'a String')
SELECT * FROM remote('127.0.0.1:1', system.one)
SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')
SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')
SELECT * FROM redis('127.0.0.1:1', 'k', 'k String')
SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'e String')
SELECT * FROM sqlite('@SECRET@', 't')
SELECT * FROM filesystem('/')
SELECT * FROM executable('id', 'TSV', 'a String')
SELECT * FROM iceberg('/etc')
SELECT * FROM icebergLocal('/etc')
SELECT * FROM deltaLakeLocal('/etc')
SELECT * FROM paimonLocal('/etc')
SELECT * FROM hudi('http://127.0.0.1:1/a')
SELECT * FROM hdfs('hdfs://127.0.0.1:1/a', 'TSV', 'a String')
SELECT * FROM azureBlobStorage('http://127.0.0.1:1', 'a', 'b')
SELECT * FROM fileCluster('x', '@SECRET@', 'TSV', 'a String')
SELECT * FROM urlCluster('x', 'http://127.0.0.1:1', 'TSV', 'a String')
SELECT * FROM view(SELECT file('@SECRET@'))
SELECT * FROM merge('system', 'one') WHERE file('@SECRET@') != ''
CREATE TABLE w (a String) ENGINE = File(CSV)
CREATE TABLE w (a String) ENGINE = File(CSV, '@SECRET@')
CREATE TABLE w (a String) ENGINE File(CSV)
CREATE TABLE w (a String) ENGINE = URL('file://@SECRET@', CSV)
CREATE TABLE w (a String) ENGINE = S3('http://127.0.0.1:1/b/k', 'CSV')
CREATE TABLE w (a UInt8) ENGINE = EmbeddedRocksDB(0, '@TARGET@') PRIMARY KEY a
CREATE TABLE w (a UInt8) ENGINE = SQLite('@TARGET@', 't')
CREATE TABLE w (a UInt8) ENGINE = Executable('id', 'TSV')
CREATE TABLE w (a UInt8) ENGINE = ExecutablePool('id', 'TSV')
CREATE TABLE w (a UInt8) ENGINE = Kafka('127.0.0.1:1', 't', 'g', 'CSV')
CREATE TABLE w (a UInt8) ENGINE = Distributed('x', 'y', 'z')
CREATE TABLE w (a UInt8) ENGINE = QueryRunner
CREATE TABLE w (a UInt8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'local', path = '@TARGET@/')
CREATE TABLE w (a UInt8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'web', endpoint = 'http://127.0.0.1:1/')
CREATE TABLE w AS file('@SECRET@')
CREATE TABLE w ENGINE = Memory AS SELECT file('@SECRET@')
CREATE TEMPORARY TABLE w (a String) ENGINE = File(CSV, '@SECRET@')
CREATE VIEW w AS SELECT file('@SECRET@')
CREATE MATERIALIZED VIEW w ENGINE = File(CSV, '@TARGET@') AS SELECT 1
CREATE FUNCTION reads AS x -> file(x)
CREATE DATABASE w ENGINE = Filesystem('/')
CREATE DATABASE w ENGINE = SQLite('@TARGET@')
CREATE DATABASE w ENGINE = MySQL('127.0.0.1:1', 'a', 'b', 'c')
CREATE DATABASE w ENGINE = PostgreSQL('127.0.0.1:1', 'a', 'b', 'c')
CREATE DATABASE w ENGINE = Backup('x', File('@TARGET@'))
CREATE DATABASE w ENGINE = Overlay
CREATE DICTIONARY w (a UInt64, b String) PRIMARY KEY a SOURCE(FILE(PATH '@SECRET@' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)
CREATE DICTIONARY w (a UInt64, b String) PRIMARY KEY a SOURCE(EXECUTABLE(COMMAND 'id > @TARGET@' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)
CREATE DICTIONARY w (a UInt64, b String) PRIMARY KEY a SOURCE(HTTP(URL 'http://127.0.0.1:1/' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)
CREATE DICTIONARY w (a UInt64, b String) PRIMARY KEY a SOURCE(LIBRARY(PATH '/tmp/x.so')) LAYOUT(FLAT()) LIFETIME(0)
CREATE DICTIONARY w (a UInt64, b String) PRIMARY KEY a SOURCE(MYSQL(HOST '127.0.0.1' PORT 1 DB 'a' TABLE 'b')) LAYOUT(FLAT()) LIFETIME(0)
CREATE DICTIONARY w (a UInt64, b String) PRIMARY KEY a SOURCE(CLICKHOUSE(HOST '127.0.0.1' PORT 1 TABLE 'b')) LAYOUT(FLAT()) LIFETIME(0)
CREATE DICTIONARY w (a UInt64, b String) PRIMARY KEY a SOURCE(CLICKHOUSE(QUERY 'SELECT 1 AS a, file(\'@SECRET@\') AS b')) LAYOUT(FLAT()) LIFETIME(0)
CREATE OR REPLACE DICTIONARY w (a UInt64, b String) PRIMARY KEY a SOURCE(FILE(PATH '@SECRET@' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)
CREATE NAMED COLLECTION w AS a = 1
CREATE USER w
CREATE ROLE w
GRANT ALL ON *.* TO default
GRANT FILE ON *.* TO default
EXECUTE AS default SELECT 1
BACKUP TABLE t TO File('@TARGET@')
RESTORE TABLE t FROM File('@TARGET@')
ATTACH TABLE w FROM '@SECRET@' (a String) ENGINE = File(CSV)
ATTACH TABLE w (a String) ENGINE = File(CSV)
DETACH TABLE t
ALTER TABLE t FREEZE
ALTER TABLE t FETCH PARTITION ALL FROM '/x'
ALTER TABLE t MODIFY SETTING disk = disk(type = 'local', path = '@TARGET@/')
ALTER TABLE t ADD COLUMN s String DEFAULT file('@SECRET@')
ALTER TABLE t UPDATE a = length(file('@SECRET@')) WHERE 1
SYSTEM SHUTDOWN
SYSTEM KILL
SYSTEM SUSPEND FOR 1 SECOND
SYSTEM RELOAD CONFIG
SYSTEM START LISTEN HTTP
SYSTEM ENABLE FAILPOINT dummy_failpoint
SELECT catboostEvaluate('@SECRET@', 1)
SELECT 1 SETTINGS format_schema = '@SECRET@:M'
SELECT 1 FORMAT Template SETTINGS format_template_row = '@SECRET@'
SELECT 1 FORMAT Protobuf SETTINGS format_schema = '@SECRET@:M'
SELECT 1 FORMAT CapnProto SETTINGS output_format_schema = '@TARGET@'
SELECT a FROM t SETTINGS additional_table_filters = {'t': 'file(\'@SECRET@\') != \'\''}
SELECT a FROM t SETTINGS additional_result_filter = 'file(\'@SECRET@\') != \'\''
SET output_format_schema = '@TARGET@'
SET max_parser_depth = 100000
EXPLAIN SELECT file('@SECRET@')
EXPLAIN ESTIMATE SELECT * FROM file('@SECRET@')
SELECT 1 PARALLEL WITH SELECT 2
BEGIN TRANSACTION
DROP DATABASE default
DROP DATABASE IF EXISTS `default` SYNC
RENAME DATABASE default TO w
