import type { Site, SiteChange, SiteSnapshot } from '@/api/siteTypes';

const maxEvents = 200;
const maxWaiting = 50;

/** The site with the change worked in. Lists in which nothing changed stay the same objects, so that what shows them rests. */
export function applyChange(site: Site, change: SiteChange): Site {
  return {
    ...site,
    ...change.head,
    feeders: merge(site.feeders, change.feeders),
    modules: merge(site.modules, change.modules),
    contactors: merge(site.contactors, change.contactors),
    guns: merge(site.guns, change.guns),
    events: change.events.length === 0 ? site.events : [...change.events, ...site.events].slice(0, maxEvents),
  };
}

function merge<T extends { id: string }>(rows: T[], changed: T[]): T[] {
  if (changed.length === 0) return rows;
  const byId = new Map(changed.map((row) => [row.id, row]));
  return rows.map((row) => byId.get(row.id) ?? row);
}

/** One site as the live view tells it: a picture, then changes with rising numbers. Where a number is missing it asks for the picture again. */
export class SiteFeed {
  private readonly listeners = new Set<() => void>();
  private waiting: SiteChange[] = [];
  private seq: number | null = null;
  private current: Site | null = null;

  /** `ask` requests a new picture, which comes by `restart`. */
  constructor(
    readonly id: string,
    private readonly ask: () => void,
  ) {}

  get site(): Site | null {
    return this.current;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  restart({ seq, site }: SiteSnapshot): void {
    this.seq = seq;
    this.current = site;
    const waiting = this.waiting.filter((change) => change.seq > seq);
    this.waiting = [];
    for (const change of waiting) this.take(change);
    this.tell();
  }

  take(change: SiteChange): void {
    if (change.id !== this.id) return;
    if (this.seq === null || this.current === null) {
      // The picture is on its way; what comes first may build on it.
      this.waiting.push(change);
      if (this.waiting.length > maxWaiting) {
        // Ten seconds at least: that picture was lost.
        this.waiting = [];
        this.ask();
      }
      return;
    }
    if (change.seq <= this.seq) return;
    if (change.seq !== this.seq + 1) {
      this.seq = null;
      this.waiting = [change];
      this.ask();
      return;
    }
    this.seq = change.seq;
    this.current = applyChange(this.current, change);
    this.tell();
  }

  private tell(): void {
    this.listeners.forEach((listener) => listener());
  }
}
