import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from './button';
import { Page } from './page';
import { Empty, Loading } from './states';

/** A page that is fetched when it is first shown, so that the first screen is there sooner. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [Shown, setShown] = useState<ComponentType<Props> | null>(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Shown) return;
      load().then(
        (component) => {
          loaded = component;
          setShown(() => component);
        },
        () => setFailed(true),
      );
    }, []);
    if (Shown) return <Shown {...props} />;
    if (failed) {
      return (
        <Page title="Not there">
          <Empty icon="warn" title="This page cannot be fetched">
            <p>The console’s server is away, or was renewed since this tab was opened.</p>
            <Button onClick={() => location.reload()}>Reload</Button>
          </Empty>
        </Page>
      );
    }
    return (
      <main id="content" class="page" tabIndex={-1}>
        <Loading what="the page" />
      </main>
    );
  };
}
