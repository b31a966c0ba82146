import { type ApiAnswer, callApi } from '@/app/_components/form/call-api';
import { findInTexts } from '@/lib/browser/search-index/index-session';
import { mergeFound } from '@/lib/browser/search-index/merge-found';
import { splitSearch } from '@/lib/search/parse-search';
import type { SearchAmongAnswer, SearchAnswer } from '@/lib/search/wire';

/** The pages of what is found for one text: by the server in titles and among people, by this tab in the texts of letters. */
export class FoundPages {
  readonly #text: string;
  readonly #seen = new Set<string>();
  #after: string | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  first(): Promise<ApiAnswer<SearchAnswer>> {
    return this.#page({});
  }

  older(cursor: string): Promise<ApiAnswer<SearchAnswer>> {
    return this.#page({ cursor });
  }

  async #page(more: { cursor?: string }): Promise<ApiAnswer<SearchAnswer>> {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const { words, keyed } = splitSearch(this.#text);
    const [answer, inTexts] = await Promise.all([
      callApi<SearchAnswer>('POST', '/api/search', { text: this.#text, timeZone, ...more }),
      findInTexts(words),
    ]);
    if (!answer.ok) return answer;
    const show = async (items: readonly string[]) => {
      const json = { items, text: keyed, timeZone };
      const shown = await callApi<SearchAmongAnswer>('POST', '/api/search/among', json);
      return shown.ok ? shown.data.items : [];
    };
    const merged = await mergeFound(answer.data, inTexts, show, { after: this.#after, seen: this.#seen });
    this.#after = answer.data.items.at(-1)?.at ?? this.#after;
    return { ...answer, data: merged };
  }
}
