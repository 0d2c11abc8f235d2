import { type ReactNode, useId } from 'react';
import css from './Panel.module.css';

interface Props {
  title: ReactNode;
  /** The panel is the whole page: its title is the page's heading. */
  page?: boolean;
  /** At the right of the title: counts, links, controls. */
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  live?: boolean;
  /** Lets what is inside grow to the panel's height. */
  fill?: boolean;
}

/** A titled part of a page. `flush` lets a table run to the edges, `live` greys it while the link is down. */
export function Panel({ title, page = false, aside, children, flush = false, live = false, fill = false }: Props) {
  const id = useId();
  const Heading = page ? 'h1' : 'h2';
  return (
    <section className={css.panel} aria-labelledby={id}>
      <header className={css.head}>
        <Heading id={id}>{title}</Heading>
        <div className={css.aside}>{aside}</div>
      </header>
      <div className={`${flush ? css.flush : css.body} ${live ? 'live' : ''} ${fill ? css.fill : ''}`}>{children}</div>
    </section>
  );
}
