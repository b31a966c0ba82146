import type pg from 'pg';

/**
 * Cuts the end of the log off as a superuser who knows the schema does it, without leaving anything that contradicts: entries, who
 * may read them, leaves, numbers, tiles, heads and timestamps from `size` on. `size` is that of a head. The session has its
 * triggers off (session_replication_role = replica).
 */
export async function cutLog(superuser: pg.Client, size: number): Promise<void> {
  const entries = 'SELECT entry_id FROM log_leaves WHERE index >= $1';
  for (const sql of [
    `DELETE FROM audit_visibility WHERE entry_id IN (${entries})`,
    `DELETE FROM audit_entries WHERE id IN (${entries})`,
    'DELETE FROM log_numbers WHERE leaf_index >= $1',
    'DELETE FROM log_leaves WHERE index >= $1',
    'DELETE FROM log_tiles WHERE (tile_index + 1) * power(256::numeric, level + 1) > $1',
    'DELETE FROM log_checkpoints WHERE tree_size > $1',
    'DELETE FROM log_timestamps WHERE tree_size > $1',
  ])
    await superuser.query(sql, [size]);
}

/** And all that the database has noted of larger logs: results of the self-check, and what was given outside. */
export async function cutNotes(superuser: pg.Client, size: number): Promise<void> {
  await superuser.query('DELETE FROM log_verifications WHERE tree_size > $1', [size]);
  await superuser.query('DELETE FROM log_witnessed WHERE tree_size > $1', [size]);
}
