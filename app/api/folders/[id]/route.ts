import { changeFolder } from '@/lib/filing/change-folder';
import { deleteFolder } from '@/lib/filing/delete-folder';
import { changeFolderRequest, deleteFolderAnswer, folderParams } from '@/lib/filing/folder-wire';
import { route } from '@/lib/http/route';

/** Renames a folder, moves it with all that lies in it, or both. */
export const PATCH = route(
  {
    access: 'user',
    params: folderParams,
    status: 204,
    refuses: ['not-found', 'conflict', 'name-in-use', 'folder-too-deep'],
    body: changeFolderRequest,
    limit: { points: 600, seconds: 600, by: 'actor' },
  },
  ({ services, actor, params, body }) => changeFolder(services, actor, { id: params.id, change: body }),
);

/** Deletes a folder with those that lie in it; their letters go to the archive. */
export const DELETE = route(
  {
    access: 'user',
    params: folderParams,
    answer: deleteFolderAnswer,
    refuses: ['not-found'],
    limit: { points: 600, seconds: 600, by: 'actor' },
  },
  ({ services, actor, params }) => deleteFolder(services, actor, params.id),
);
