/** What may scroll by itself can be reached by the keyboard. */
for (const wide of document.querySelectorAll('.tsd-typography table, .tsd-typography pre')) wide.tabIndex = 0;

/** What unfolds is one thing to press: a link in its heading moves to the top of what it unfolds, a permalink is left out. */
const untangle = () => {
  for (const link of document.querySelectorAll('summary a')) {
    const summary = link.closest('summary');
    if (link.classList.contains('tsd-anchor-icon')) {
      link.remove();
      continue;
    }
    const name = document.createElement('span');
    name.textContent = link.textContent;
    link.replaceWith(name);
    const item = document.createElement('li');
    link.replaceChildren(`${link.textContent}, all of it`);
    item.append(link);
    summary?.parentElement?.querySelector('ul')?.prepend(item);
  }
};
untangle();
// The navigation is built once its data have come.
new MutationObserver(untangle).observe(document.body, { childList: true, subtree: true });
