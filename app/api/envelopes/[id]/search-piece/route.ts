import { envelopeParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { preparePiece } from '@/lib/search-index/prepare-piece';
import { putPiece } from '@/lib/search-index/put-piece';
import { putSearchPieceRequest, searchPieceKeyAnswer } from '@/lib/search-index/wire';

const limit = { points: 240, seconds: 60, by: 'actor' } as const;
const refuses = ['content-destroyed', 'sealed-row-changed'] as const;

/** What a browser needs to make the search piece of a letter that was sent. */
export const POST = route(
  { access: 'user', params: envelopeParams, answer: searchPieceKeyAnswer, refuses, limit },
  ({ services, actor, params }) =>
    preparePiece(services, { actor, side: { kind: 'sent', envelopeId: params.id } }),
);

/** Keeps it. */
export const PUT = route(
  {
    access: 'user',
    params: envelopeParams,
    body: putSearchPieceRequest,
    status: 204,
    refuses: [...refuses, 'conflict'],
    limit,
  },
  ({ services, actor, params, body }) =>
    putPiece(services, { actor, side: { kind: 'sent', envelopeId: params.id }, piece: body }),
);
