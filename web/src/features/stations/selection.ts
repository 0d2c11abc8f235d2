/** The selection with one station ticked or unticked; with `from`, all between the two in the list's order become as it does. */
export function ticked(selected: ReadonlySet<string>, ids: readonly string[], id: string, from: string | null): ReadonlySet<string> {
  const next = new Set(selected);
  const on = !selected.has(id);
  const [a, b] = [ids.indexOf(from ?? id), ids.indexOf(id)];
  const range = a < 0 || b < 0 ? [id] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
  for (const one of range) {
    if (on) next.add(one);
    else next.delete(one);
  }
  return next;
}

/** The selection with every station of the list, or with none of them; what the list does not show stays as it is. */
export function withAll(selected: ReadonlySet<string>, ids: readonly string[], all: boolean): ReadonlySet<string> {
  const next = new Set(selected);
  for (const id of ids) {
    if (all) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** How many of the list are selected, for the box in its head; null where nothing may be selected. */
export function tickedOf(selected: ReadonlySet<string> | null, ids: readonly string[]): 'all' | 'some' | 'none' | null {
  if (selected === null) return null;
  const count = selected.size === 0 ? 0 : ids.reduce((sum, id) => sum + Number(selected.has(id)), 0);
  return count === 0 ? 'none' : count === ids.length ? 'all' : 'some';
}
