import { createFolder } from '@/lib/filing/create-folder';
import {
  createFolderAnswer,
  createFolderRequest,
  foldersAnswer,
  listFoldersQuery,
} from '@/lib/filing/folder-wire';
import { listFolders } from '@/lib/filing/list-folders';
import { route } from '@/lib/http/route';

/** The folders of a mailbox, or of all that one uses: each after what it lies in, siblings by name. */
export const GET = route(
  { access: 'user', answer: foldersAnswer, query: listFoldersQuery },
  async ({ services, actor, query }) => {
    const folders = await listFolders(services, actor, query.mailbox);
    return { folders: folders.map(({ path, ...folder }) => folder) };
  },
);

/** Makes a folder, for everybody who uses its mailbox. */
export const POST = route(
  {
    access: 'user',
    answer: createFolderAnswer,
    status: 201,
    refuses: ['not-found', 'name-in-use', 'folder-too-deep', 'too-many-folders'],
    body: createFolderRequest,
    limit: { points: 600, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, body }) =>
    Response.json(await createFolder(services, actor, body), { status: 201 }),
);
