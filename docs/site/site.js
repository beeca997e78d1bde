/** What may scroll by itself can be reached by the keyboard. */
for (const wide of document.querySelectorAll('.tsd-typography table, .tsd-typography pre')) wide.tabIndex = 0;
