const counted = /^\((?:\d+|999\+)\) /;
const mark =
  '<circle cx="50" cy="14" r="14" fill="#fff"/><circle cx="50" cy="14" r="11" fill="#d0573f" data-unread=""/></svg>';

/**
 * "(3) Inbox" in the title, and a dot on the icon, for as long as something is unread: of titles only what kind of page it is was there
 * before, and nothing more is now. Until the returned function is called.
 */
export function markTab(unread: number): () => void {
  const prefix = unread === 0 ? '' : `(${unread < 1_000 ? unread : '999+'}) `;
  const write = () => {
    const wanted = prefix + document.title.replace(counted, '');
    if (document.title !== wanted && document.title !== '') document.title = wanted;
  };
  // the framework writes the title of the next page over it
  const watch = new MutationObserver(write);
  watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  write();
  const unmark = unread === 0 ? () => undefined : markIcon();
  return () => {
    watch.disconnect();
    document.title = document.title.replace(counted, '');
    unmark();
  };
}

function markIcon(): () => void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return () => undefined;
  const plain = link.href;
  let isWanted = true;
  fetch(plain)
    .then((answer) => answer.text())
    .then((svg) => {
      if (isWanted) link.href = `data:image/svg+xml,${encodeURIComponent(svg.replace('</svg>', mark))}`;
    })
    .catch(() => undefined); // an icon without a dot
  return () => {
    isWanted = false;
    link.href = plain;
  };
}
