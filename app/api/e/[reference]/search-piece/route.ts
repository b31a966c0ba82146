import { referenceParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { preparePiece } from '@/lib/search-index/prepare-piece';
import { putPiece } from '@/lib/search-index/put-piece';
import { putSearchPieceRequest, searchPieceKeyAnswer } from '@/lib/search-index/wire';

const limit = { points: 240, seconds: 60, by: 'actor' } as const;
const refuses = ['blocked', 'expired', 'withdrawn', 'content-destroyed', 'sealed-row-changed'] as const;

/** What a browser needs to make the search piece of a received letter that was opened. */
export const POST = route(
  { access: 'user', params: referenceParams, answer: searchPieceKeyAnswer, refuses, limit },
  ({ services, actor, params }) =>
    preparePiece(services, { actor, side: { kind: 'received', reference: params.reference } }),
);

/** Keeps it. */
export const PUT = route(
  {
    access: 'user',
    params: referenceParams,
    body: putSearchPieceRequest,
    status: 204,
    refuses: [...refuses, 'conflict'],
    limit,
  },
  ({ services, actor, params, body }) =>
    putPiece(services, { actor, side: { kind: 'received', reference: params.reference }, piece: body }),
);
