import { describe, expect, test } from 'vitest';
import type { DraftContent } from '../../../lib/browser/compose/draft-content';
import { StoredDraft } from '../../../lib/browser/compose/stored-draft';
import type { UploadClient } from '../../../lib/browser/upload/upload-client';
import type { SaveDraftRequest } from '../../../lib/envelope/wire';
import { ApiProblem, type CallApi, NetworkLost } from '../../../lib/transfer/api-client';

const content = { format: 'pli-draft-2' } as Partial<DraftContent> as DraftContent; // only its ciphertext travels here

/** A server that keeps one draft as lib/draft/save-draft.ts does, on a line that can lose its answers. */
function storedOn(line: { losesAnswers: boolean }) {
  const server = { revision: 0, ciphertext: null as string | null };
  const asked: SaveDraftRequest[] = [];
  const callApi = (async (method: string, path: string, body: unknown) => {
    if (path === '/api/vault-key') return { publicKey: 'key' };
    if (path.endsWith('/open')) return { ...server, format: 2, contentKey: '', parts: [] };
    if (!path.endsWith('/content') || method !== 'PUT') return undefined;
    const request = body as SaveDraftRequest; // what StoredDraft sends there
    asked.push(request);
    const { revision, ciphertext } = request;
    if (revision !== server.revision) throw new ApiProblem(409, 'draft-stale');
    Object.assign(server, { revision: revision + 1, ciphertext });
    if (line.losesAnswers) throw new NetworkLost();
    return { revision: server.revision, savedAt: new Date().toISOString() };
  }) as CallApi;
  let made = 0;
  const client = {
    makeKey: async () => new Uint8Array(1),
    draftMade: () => undefined,
    encrypt: async () => new Uint8Array([++made]),
  } as unknown as UploadClient; // the three calls a save makes
  return { server, asked, draft: new StoredDraft('id', client, callApi) };
}

describe('a draft on the server', () => {
  const save = (draft: StoredDraft, how: Partial<Parameters<StoredDraft['save']>[1]> = {}) =>
    draft.save(content, { mailboxId: 'mailbox', carried: [], keepalive: false, ...how });

  test('is made by its first save, which is the only request', async () => {
    const { draft, asked } = storedOn({ losesAnswers: false });
    await save(draft);
    await save(draft);
    expect(asked.map((request) => request.draft?.format ?? null)).toEqual([2, null]);
  });

  test('is made again with the next save when the answer was lost: that is harmless', async () => {
    const line = { losesAnswers: true };
    const { draft, asked } = storedOn(line);
    await expect(save(draft)).rejects.toThrow(NetworkLost);
    line.losesAnswers = false;
    await save(draft);
    expect(asked.every((request) => request.draft !== undefined)).toBe(true);
  });

  test('takes small files with it, but not when the page goes and they are too much for that moment', async () => {
    const { draft, asked } = storedOn({ losesAnswers: false });
    const carried = [{ partId: 'part', bytes: 'A'.repeat(100_000) }];
    expect((await save(draft, { carried })).files).toEqual(['part']);
    expect((await save(draft, { carried, keepalive: true })).files).toEqual([]);
    expect(asked.map((request) => request.carried?.length ?? 0)).toEqual([1, 0]);
  });

  test('is saved on after an answer was lost: the newer version there is known to be our own', async () => {
    const line = { losesAnswers: true };
    const { draft, server } = storedOn(line);
    await expect(save(draft)).rejects.toThrow(NetworkLost);
    line.losesAnswers = false;
    await save(draft);
    await save(draft);
    expect(server.revision).toBe(3);
  });

  test('is not overwritten when somebody else stored the newer version meanwhile', async () => {
    const line = { losesAnswers: true };
    const { draft, server } = storedOn(line);
    await expect(save(draft)).rejects.toThrow(NetworkLost);
    Object.assign(server, { revision: 2, ciphertext: 'another page' });
    line.losesAnswers = false;
    await expect(save(draft)).rejects.toMatchObject({ code: 'draft-stale' });
    expect(server.ciphertext).toBe('another page');
  });
});
