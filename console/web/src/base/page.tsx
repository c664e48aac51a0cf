import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

interface Props {
  title: string;
  /** One line of what the page is for. */
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
  wide?: boolean;
  /** The page above this one. */
  above?: { path: string; name: string };
}

export function Page({ title, lead, actions, children, wide, above }: Props) {
  useEffect(() => {
    document.title = `${title} · Sightline`;
  }, [title]);
  return (
    <main id="content" class={wide ? 'page wide' : 'page'} tabIndex={-1}>
      <header class="page-head">
        <div>
          {above ? (
            <p class="crumb">
              <a href={above.path}>{above.name}</a>
            </p>
          ) : null}
          <h1>{title}</h1>
          {lead ? <p class="lead">{lead}</p> : null}
        </div>
        {actions ? <div class="actions">{actions}</div> : null}
      </header>
      {children}
    </main>
  );
}
