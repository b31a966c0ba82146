/** What travels between a guest's browser and the server about her answers. Seal and segments travel as those of every letter (lib/envelope/wire.ts). */
import { z } from 'zod';
import { newDraftParams, partParams, referenceParams } from '../envelope/wire';

/** Path of a new answer: the letter's link, and a UUIDv7 made by the browser. */
export const newAnswerParams = referenceParams.extend(newDraftParams.shape);
/** Path of one answer, and of a part of it. */
export const answerParams = referenceParams.extend({ id: partParams.shape.id });
export const answerPartParams = referenceParams.extend(partParams.shape);

const count = z.int().min(0);

const ownAnswer = z.strictObject({
  id: z.uuid(),
  sealedAt: z.iso.datetime(),
  attachmentCount: count,
});
export type OwnAnswer = z.infer<typeof ownAnswer>;

/** GET /api/e/{reference}/answers: what a guest must know before she answers, and what she has answered. */
export const answeringAnswer = z.strictObject({
  /** The letter. */
  envelopeId: z.uuid(),
  /** From where she writes. */
  mailboxId: z.uuid(),
  address: z.string(),
  /** ASCII armour of the public key that the answer's seed is wrapped to. */
  vaultKey: z.string(),
  /** Whether titles may be told in the clear, by the rule of the organisation that wrote to her. */
  titleShown: z.boolean(),
  /** Of all files of one answer. */
  attachmentBytesMax: count,
  /** Bytes that may still be stored: hers, or the receiving organisation's, whichever are less. */
  roomBytes: count,
  /** In the 24 hours that end now. */
  answersLeft: count,
  answersMax: count,
  /** Newest first; the last hundred. */
  answers: z.array(ownAnswer),
});
export type Answering = z.infer<typeof answeringAnswer>;
