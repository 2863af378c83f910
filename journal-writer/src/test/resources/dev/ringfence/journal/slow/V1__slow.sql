-- Takes longer than the connections of DatabaseIT wait for an answer.
SELECT pg_sleep(3);
CREATE TABLE slow AS SELECT 3 AS seconds;
