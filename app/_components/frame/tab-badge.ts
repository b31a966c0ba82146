const counted = /^\((?:\d+|999\+)\) /;
const dot =
  '<circle cx="50" cy="14" r="14" fill="#fff"/><circle cx="50" cy="14" r="11" fill="#d0573f"/></svg>';

/**
 * "(3) Inbox" in the title, and a dot on the icon, for as long as something is unread: of titles only what kind of page it is was there
 * before, and nothing more is now. Until the returned function is called.
 */
export function markTab(unread: number): () => void {
  const prefix = unread === 0 ? '' : `(${unread < 1_000 ? unread : '999+'}) `;
  const icons = unread === 0 ? null : markIcons();
  const write = () => {
    const wanted = prefix + document.title.replace(counted, '');
    if (document.title !== wanted && document.title !== '') document.title = wanted;
    icons?.mark();
  };
  // the framework writes the next page's title and icon over them
  const watch = new MutationObserver(write);
  watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  write();
  return () => {
    watch.disconnect();
    document.title = document.title.replace(counted, '');
    icons?.unmark();
  };
}

/** The page's own icon with a dot, drawn here. */
function markIcons(): { mark(): void; unmark(): void } {
  const find = () => document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]');
  const plain = [...find()][0]?.href;
  let marked: string | null = null;
  const put = (href: string) => {
    for (const link of find()) if (link.href !== href) link.href = href;
  };
  const mark = () => {
    if (marked !== null) put(marked);
  };
  let isWanted = true;
  if (plain)
    fetch(plain)
      .then((answer) => answer.text())
      .then((svg) => {
        if (!isWanted) return;
        marked = `data:image/svg+xml,${encodeURIComponent(svg.replace('</svg>', dot))}`;
        mark();
      })
      .catch(() => undefined); // an icon without a dot
  return {
    mark,
    unmark: () => {
      isWanted = false;
      if (plain) put(plain);
    },
  };
}
