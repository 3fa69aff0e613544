-- Version 1. Standard SQL only: it runs on H2 and PostgreSQL alike. Times are milliseconds since the epoch, ids are
-- UUID text. IF NOT EXISTS, because H2 commits each definition by itself: a start that was killed is repeated.
-- A published version is never changed; the next one is schema-2.sql.
CREATE TABLE IF NOT EXISTS space (
  id VARCHAR(36) PRIMARY KEY,
  name VARCHAR(200) NOT NULL,
  created BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS room (
  id VARCHAR(36) PRIMARY KEY,
  space_id VARCHAR(36) NOT NULL REFERENCES space (id),
  name VARCHAR(200) NOT NULL UNIQUE,
  sort_order INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS claim_token (
  id VARCHAR(16) PRIMARY KEY,
  name VARCHAR(200) NOT NULL,
  secret_hash VARCHAR(64) NOT NULL UNIQUE,
  created BIGINT NOT NULL,
  expires BIGINT,
  revoked BOOLEAN NOT NULL
);
CREATE TABLE IF NOT EXISTS person (
  name VARCHAR(200) PRIMARY KEY,
  salt VARCHAR(64) NOT NULL,
  iterations INTEGER NOT NULL,
  password_hash VARCHAR(64) NOT NULL
);
CREATE TABLE IF NOT EXISTS agent (
  claim_id VARCHAR(36) PRIMARY KEY,
  machine_guid VARCHAR(36) NOT NULL,
  hostname VARCHAR(255) NOT NULL,
  public_key VARCHAR(4000) NOT NULL,
  token_id VARCHAR(16) NOT NULL REFERENCES claim_token (id),
  claimed BIGINT NOT NULL,
  removed BOOLEAN NOT NULL,
  reachable BOOLEAN NOT NULL,
  graceful BOOLEAN NOT NULL,
  session_id BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS agent_machine ON agent (machine_guid);
CREATE TABLE IF NOT EXISTS agent_room (
  claim_id VARCHAR(36) NOT NULL REFERENCES agent (claim_id) ON DELETE CASCADE,
  room_id VARCHAR(36) NOT NULL REFERENCES room (id),
  PRIMARY KEY (claim_id, room_id)
);
CREATE TABLE IF NOT EXISTS agent_capability (
  claim_id VARCHAR(36) NOT NULL REFERENCES agent (claim_id) ON DELETE CASCADE,
  name VARCHAR(100) NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (claim_id, name)
);
CREATE TABLE IF NOT EXISTS node (
  id VARCHAR(36) PRIMARY KEY,
  machine_guid VARCHAR(36) NOT NULL UNIQUE,
  hostname VARCHAR(255) NOT NULL,
  created BIGINT NOT NULL,
  state VARCHAR(16) NOT NULL,
  since BIGINT NOT NULL,
  graceful BOOLEAN NOT NULL
);
CREATE TABLE IF NOT EXISTS node_instance (
  node_id VARCHAR(36) NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  claim_id VARCHAR(36) NOT NULL REFERENCES agent (claim_id) ON DELETE CASCADE,
  live BOOLEAN NOT NULL,
  queryable BOOLEAN NOT NULL,
  session_id BIGINT NOT NULL,
  hops INTEGER NOT NULL,
  PRIMARY KEY (node_id, claim_id)
);
CREATE INDEX IF NOT EXISTS node_instance_claim ON node_instance (claim_id);
CREATE TABLE IF NOT EXISTS node_detail (
  node_id VARCHAR(36) PRIMARY KEY REFERENCES node (id) ON DELETE CASCADE,
  hostname VARCHAR(255) NOT NULL,
  os VARCHAR(255) NOT NULL,
  os_name VARCHAR(255) NOT NULL,
  os_version VARCHAR(255) NOT NULL,
  kernel_name VARCHAR(255) NOT NULL,
  kernel_version VARCHAR(255) NOT NULL,
  architecture VARCHAR(255) NOT NULL,
  cpus INTEGER NOT NULL,
  cpu_frequency VARCHAR(255) NOT NULL,
  memory VARCHAR(255) NOT NULL,
  disk_space VARCHAR(255) NOT NULL,
  agent_version VARCHAR(255) NOT NULL,
  timezone VARCHAR(255) NOT NULL,
  virtualization VARCHAR(255) NOT NULL,
  container VARCHAR(255) NOT NULL
);
CREATE TABLE IF NOT EXISTS node_label (
  node_id VARCHAR(36) NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  name VARCHAR(255) NOT NULL,
  label_value VARCHAR(2000) NOT NULL,
  PRIMARY KEY (node_id, name)
);
CREATE TABLE IF NOT EXISTS node_collector (
  node_id VARCHAR(36) NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  name VARCHAR(500) NOT NULL,
  PRIMARY KEY (node_id, name)
);
CREATE TABLE IF NOT EXISTS node_context (
  node_id VARCHAR(36) NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  id VARCHAR(500) NOT NULL,
  version BIGINT NOT NULL,
  first_entry BIGINT NOT NULL,
  last_entry BIGINT NOT NULL,
  title VARCHAR(1000) NOT NULL,
  priority BIGINT NOT NULL,
  chart_type VARCHAR(100) NOT NULL,
  units VARCHAR(255) NOT NULL,
  family VARCHAR(500) NOT NULL,
  PRIMARY KEY (node_id, id)
);
