/**
 * What is wrong with the forms of a page as it was served, before any script: each must post, and either have a route of its
 * own (then it works so) or keep its fields switched off until the script lives.
 */
export function formFaults(html: string): { faults: string[]; read: number } {
  const forms = [...html.matchAll(/<form\b([^>]*)>(\s*<[^>]*>)?/gi)];
  const faults = forms.flatMap(([whole, attributes = '', first = '']) => {
    const posts = /\bmethod="post"/i.test(attributes);
    const served = /\baction="\/[^"]*"/.test(attributes);
    const waits = /^\s*<fieldset\b[^>]*\bdisabled\b/i.test(first);
    return posts && (served || waits) ? [] : [whole];
  });
  return { faults, read: forms.length };
}
