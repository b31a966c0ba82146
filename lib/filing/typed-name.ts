import { z } from 'zod';
import { unseenInside } from '../typed-text';
import { nameCharactersMax } from './limits';

/** The name of a folder or a label as a person typed it: one line, spaces single, nothing in it that cannot be seen. */
export const typedName = z
  .string()
  .max(1_000)
  .transform((text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim())
  .pipe(
    z
      .string()
      .min(1)
      .max(nameCharactersMax)
      .refine((name) => unseenInside(name) === null),
  );
