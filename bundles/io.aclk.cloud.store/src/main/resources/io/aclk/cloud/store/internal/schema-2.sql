-- Version 2: agents can be banned. The time since when, NULL for those that are not.
ALTER TABLE agent ADD COLUMN IF NOT EXISTS banned BIGINT;
