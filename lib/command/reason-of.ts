import type { Locale } from '../access/actor';
import { ApiProblem, NetworkLost } from '../transfer/api-client';
import { ClientError } from './client-error';
import { clientSentence, hasReason, reasonWords } from './client-words';

/** A failure as a code for programs and a sentence for a person. */
export function reasonOf(error: unknown, locale: Locale): { code: string; message: string } {
  if (error instanceof ClientError) return { code: error.reason, message: error.sentence(locale) };
  if (error instanceof ApiProblem) {
    const said = [error.sentence, error.detail].filter((part) => part !== '').join(' ');
    const message = said || clientSentence(locale, 'server-answered', { status: error.status });
    return { code: error.code, message };
  }
  if (error instanceof NetworkLost)
    return {
      code: 'network',
      message: clientSentence(locale, 'server-away', { reason: causeOf(error, locale) }),
    };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** Why fetch found nobody: in words where the code has some, else as Node says it. */
function causeOf(error: NetworkLost, locale: Locale): string {
  let cause: unknown = error.cause;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  // Tried at several addresses, fetch says what happened at each.
  if (cause instanceof AggregateError) cause = cause.errors[0];
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (hasReason(code)) return reasonWords(locale, code);
  return cause instanceof Error && cause.message !== '' ? cause.message : 'network';
}
